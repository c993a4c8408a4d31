from __future__ import annotations

import base64

import pytest

from psasync.kit.settings import CommonSettings, load

KEYRING = "k1:" + base64.b64encode(bytes(32)).decode()
TOKEN = "a-token-of-the-length-that-is-needed"


class ExampleSettings(CommonSettings):
    example_port: int = 8199


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in os.environ:
        if name.startswith("PSASYNC_"):
            monkeypatch.delenv(name)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch):
    def put(**values: str) -> None:
        for name, value in {"KEYRING": KEYRING, "INTERNAL_TOKEN": TOKEN, **values}.items():
            monkeypatch.setenv(f"PSASYNC_{name}", value)

    return put


def _mistakes(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as left:
        load(ExampleSettings)
    assert left.value.code == 2
    return capsys.readouterr().err


def test_defaults_need_only_the_secrets(environment) -> None:
    environment()
    settings = load(ExampleSettings)
    assert (settings.mongo_driver, settings.example_port, settings.topic_prefix) == ("motor", 8199, "psasync")


def test_reads_its_own_and_the_common_settings(environment) -> None:
    environment(EXAMPLE_PORT="9", MONGO_DRIVER="pymongo", SCHEDULER_URL="http://scheduler:1/")
    settings = load(ExampleSettings)
    assert (settings.example_port, settings.mongo_driver) == (9, "pymongo")
    assert settings.scheduler_url == "http://scheduler:1"


def test_all_mistakes_are_listed_at_once_by_environment_name(environment, capsys) -> None:
    environment(MONGO_DRIVER="odbc", EXAMPLE_PORT="abc", CLOCK_RATE="0", SCHEDULER_URL="ftp://x", LOG_LEVEL="LOUD")
    text = _mistakes(capsys)
    for name in ("MONGO_DRIVER", "EXAMPLE_PORT", "CLOCK_RATE", "SCHEDULER_URL", "LOG_LEVEL"):
        assert f"  PSASYNC_{name}: " in text


def test_missing_secrets_are_named(capsys) -> None:
    text = _mistakes(capsys)
    assert "PSASYNC_KEYRING: is not set" in text
    assert "PSASYNC_INTERNAL_TOKEN: is not set" in text


def test_an_empty_variable_counts_as_not_set(environment, capsys) -> None:
    environment(KEYRING="", MONGO_DRIVER="")
    text = _mistakes(capsys)
    assert "PSASYNC_KEYRING: is not set" in text
    assert "MONGO_DRIVER" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEYRING", "k1:c2hvcnQtc2VjcmV0"),
        ("KEYRING", "no-colon-but-secret"),
        ("INTERNAL_TOKEN", "short-secret"),
        ("MONGO_URI", "postgres://user:pass-secret@host"),
        ("MONGO_URI", "mongodb://user:pa:ss-secret@host"),
        ("MONGO_URI", "mongodb://host:not-a-port-but-secret"),
    ],
)
def test_a_mistake_in_a_secret_does_not_show_it(environment, capsys, name: str, value: str) -> None:
    environment(**{name: value})
    text = _mistakes(capsys)
    assert f"PSASYNC_{name}: " in text
    assert value not in text
    assert "secret" not in text.replace(f"PSASYNC_{name}", "")


def test_secrets_are_in_no_representation(environment) -> None:
    environment(MONGO_URI="mongodb://user:pass-word@host/", KAFKA_SASL_PASSWORD="kafka-pass")
    settings = load(ExampleSettings)
    shown = f"{settings!r} {settings} {settings.model_dump_json()}"
    for secret in (KEYRING, TOKEN, "pass-word", "kafka-pass"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ("", set()),
        ("Simulator, 127.0.0.1,,", {"simulator", "127.0.0.1"}),
        ("0:0:0:0:0:0:0:1", {"::1"}),
        ("psa.example.org", {"psa.example.org"}),
    ],
)
def test_hosts_are_names_in_lower_case(environment, given: str, hosts: set[str]) -> None:
    environment(PSA_PLAIN_HTTP_HOSTS=given)
    assert load(ExampleSettings).psa_plain_http_hosts == hosts


@pytest.mark.parametrize("given", ["http://simulator", "simulator:8190", "*", "a b", "[::1]", "a/b", "simulator."])
def test_hosts_are_nothing_but_names(environment, capsys, given: str) -> None:
    environment(PSA_PLAIN_HTTP_HOSTS=given)
    assert "PSASYNC_PSA_PLAIN_HTTP_HOSTS: host names" in _mistakes(capsys)


def test_sasl_needs_all_of_its_parts(environment, capsys) -> None:
    environment(KAFKA_SECURITY_PROTOCOL="SASL_SSL", KAFKA_SASL_USERNAME="u")
    assert "PSASYNC_KAFKA_SASL_PASSWORD" in _mistakes(capsys)


def test_frozen(environment) -> None:
    environment()
    settings = load(ExampleSettings)
    with pytest.raises(ValueError, match="frozen"):
        settings.topic_prefix = "x"


def test_proxies_are_addresses_or_networks(environment, capsys) -> None:
    environment(HTTP_TRUSTED_PROXIES="10.0.0.7, 192.168.0.0/16,::1")
    assert load(ExampleSettings).http_trusted_proxies == {"10.0.0.7/32", "192.168.0.0/16", "::1/128"}
    for wrong in ("*", "proxy.example", "10.0.0.7/8"):
        environment(HTTP_TRUSTED_PROXIES=wrong)
        assert "PSASYNC_HTTP_TRUSTED_PROXIES: IP addresses or networks are needed" in _mistakes(capsys)
