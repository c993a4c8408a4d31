"""How every Kafka client of a process connects: the one place that knows addresses, TLS and SASL."""

import ssl
from pathlib import Path
from typing import Any, Protocol

from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512
from pydantic import SecretStr

# A broker may hold a JoinGroup answer back for a whole rebalance, which lasts as long as a session.
REQUEST_TIMEOUT_MARGIN_MS = 5_000
SHORTEST_REQUEST_TIMEOUT_MS = 10_000

_SASL = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


class KafkaSettings(Protocol):
    """The part of `CommonSettings` that this package reads."""

    @property
    def kafka_bootstrap(self) -> str: ...
    @property
    def kafka_security_protocol(self) -> str: ...
    @property
    def kafka_sasl_mechanism(self) -> str | None: ...
    @property
    def kafka_sasl_username(self) -> str | None: ...
    @property
    def kafka_sasl_password(self) -> SecretStr | None: ...
    @property
    def kafka_ssl_cafile(self) -> Path | None: ...
    @property
    def kafka_replication_factor(self) -> int: ...
    @property
    def kafka_session_timeout_ms(self) -> int: ...
    @property
    def topic_prefix(self) -> str: ...


def bootstrap_servers(settings: KafkaSettings) -> list[str]:
    return [server.strip() for server in settings.kafka_bootstrap.split(",") if server.strip()]


def request_timeout_ms(settings: KafkaSettings) -> int:
    return max(SHORTEST_REQUEST_TIMEOUT_MS, settings.kafka_session_timeout_ms + REQUEST_TIMEOUT_MARGIN_MS)


def client_options(settings: KafkaSettings) -> dict[str, Any]:
    """Keyword arguments that every aiokafka client takes."""
    options: dict[str, Any] = {
        "bootstrap_servers": bootstrap_servers(settings),
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": _ssl_context(settings),
    }
    if _uses_sasl(settings):
        options |= {
            "sasl_mechanism": _mechanism(settings),
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": _password(settings),
        }
    return options


def broker_security(settings: KafkaSettings) -> BaseSecurity | None:
    """The same, as FastStream's broker wants it."""
    context = _ssl_context(settings)
    if _uses_sasl(settings):
        return _SASL[_mechanism(settings)](
            username=settings.kafka_sasl_username or "",
            password=_password(settings) or "",
            ssl_context=context,
            use_ssl=context is not None,
        )
    return BaseSecurity(ssl_context=context, use_ssl=True) if context else None


def _uses_sasl(settings: KafkaSettings) -> bool:
    return settings.kafka_security_protocol.startswith("SASL")


def _mechanism(settings: KafkaSettings) -> str:
    mechanism = settings.kafka_sasl_mechanism or "PLAIN"
    if mechanism not in _SASL:
        raise ValueError(f"SASL mechanism {mechanism} is not supported; choose one of {', '.join(_SASL)}")
    return mechanism


def _password(settings: KafkaSettings) -> str | None:
    return settings.kafka_sasl_password.get_secret_value() if settings.kafka_sasl_password else None


def _ssl_context(settings: KafkaSettings) -> ssl.SSLContext | None:
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=settings.kafka_ssl_cafile)
