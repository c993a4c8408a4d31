from dataclasses import dataclass, replace
from pathlib import Path

import certifi
import pytest
from faststream.security import SASLPlaintext, SASLScram512
from pydantic import SecretStr

from psasync.kit.kafka.connection import bootstrap_servers, broker_security, client_options, request_timeout_ms


@dataclass(frozen=True)
class Settings:
    kafka_bootstrap: str = "a:1, b:2"
    kafka_security_protocol: str = "PLAINTEXT"
    kafka_sasl_mechanism: str | None = None
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    kafka_ssl_cafile: Path | None = None
    kafka_replication_factor: int = 1
    kafka_session_timeout_ms: int = 30_000
    topic_prefix: str = "p"


SASL = replace(
    Settings(),
    kafka_security_protocol="SASL_SSL",
    kafka_sasl_mechanism="SCRAM-SHA-512",
    kafka_sasl_username="u",
    kafka_sasl_password=SecretStr("secret"),
)


def test_plain_connections_carry_no_security():
    assert bootstrap_servers(Settings()) == ["a:1", "b:2"]
    assert broker_security(Settings()) is None
    assert client_options(Settings())["security_protocol"] == "PLAINTEXT"
    assert "sasl_mechanism" not in client_options(Settings())


def test_sasl_over_tls_reaches_both_kinds_of_client():
    options, security = client_options(SASL), broker_security(SASL)
    assert (options["sasl_mechanism"], options["sasl_plain_password"]) == ("SCRAM-SHA-512", "secret")
    assert options["ssl_context"] is not None
    assert isinstance(security, SASLScram512)
    assert security.use_ssl


def test_sasl_without_tls():
    settings = replace(SASL, kafka_security_protocol="SASL_PLAINTEXT", kafka_sasl_mechanism="PLAIN")
    security = broker_security(settings)
    assert isinstance(security, SASLPlaintext)
    assert not security.use_ssl
    assert client_options(settings)["ssl_context"] is None


def test_the_authority_file_is_the_only_one_trusted():
    settings = replace(Settings(), kafka_security_protocol="SSL", kafka_ssl_cafile=Path(certifi.where()))
    assert client_options(settings)["ssl_context"].cert_store_stats()["x509_ca"] > 0
    missing = replace(settings, kafka_ssl_cafile=Path("/nonexistent"))
    with pytest.raises(FileNotFoundError):
        client_options(missing)


def test_an_unknown_mechanism_is_named():
    with pytest.raises(ValueError, match="GSSAPI"):
        client_options(replace(SASL, kafka_sasl_mechanism="GSSAPI"))


def test_requests_outlast_a_rebalance():
    assert request_timeout_ms(Settings()) > Settings().kafka_session_timeout_ms
