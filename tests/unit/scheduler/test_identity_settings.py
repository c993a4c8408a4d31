"""What the operator sets up, and how mistakes are named at start."""

import os

import pytest

from psasync.kit.settings import load
from psasync_local import local_secrets
from psasync_scheduler.domain.grants import Grant
from psasync_scheduler.settings import SchedulerSettings

GOOD = {
    "OIDC_ISSUER": "https://login.example.com/realms/acme",
    "OIDC_CLIENT_ID": "psa-sync",
    "OIDC_ROLES": '{"admins": "admin@platform"}',
}


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch):
    for name in os.environ:
        if name.startswith("PSASYNC_"):
            monkeypatch.delenv(name)

    def put(**values: str) -> None:
        for name, value in {f"PSASYNC_{name}": value for name, value in values.items()}.items():
            monkeypatch.setenv(name, value)

    for name, value in local_secrets.generate().items():
        monkeypatch.setenv(name, value)
    return put


def mistakes(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        load(SchedulerSettings)
    return capsys.readouterr().err


def test_nothing_has_to_be_set(put):
    settings = load(SchedulerSettings)
    assert settings.oidc_issuer is None
    assert not settings.people_administer
    assert settings.callback_url == "http://127.0.0.1:8101/v1/sign-in/callback"


def test_reads_a_whole_set_up(put):
    put(
        **GOOD,
        OIDC_CLIENT_SECRET="a-client-secret",
        OIDC_SCOPES="openid  groups",
        SIGN_IN_RETURN_TO="https://a.example/in, https://b.example:8443/in",
        PUBLIC_SCHEDULER_URL="https://psa.example.com/",
    )
    settings = load(SchedulerSettings)
    assert settings.oidc_roles == {"admins": Grant("admin", "platform")}
    assert settings.people_administer
    assert settings.oidc_scopes == "openid groups"
    assert settings.sign_in_return_to == {"https://a.example/in", "https://b.example:8443/in"}
    assert settings.callback_url == "https://psa.example.com/v1/sign-in/callback"
    assert "a-client-secret" not in repr(settings)


def test_who_signs_in_may_administer_the_platform_only_if_the_map_says_so(put):
    put(**GOOD | {"OIDC_ROLES": '{"a": "operator@platform", "b": "admin@0197"}'})
    assert not load(SchedulerSettings).people_administer


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"OIDC_ISSUER": "https://x.example"}, ["PSASYNC_OIDC_CLIENT_ID", "PSASYNC_OIDC_ROLES"]),
        (GOOD | {"OIDC_ISSUER": ""}, ["without PSASYNC_OIDC_ISSUER"]),
        (GOOD | {"OIDC_ISSUER": "http://x.example"}, ["PSASYNC_OIDC_ISSUER must begin with https://"]),
        (GOOD | {"OIDC_ROLES": "admins"}, ["PSASYNC_OIDC_ROLES: a JSON object"]),
        (GOOD | {"OIDC_ROLES": '{"a": "boss@platform", "b": "admin"}'}, ["PSASYNC_OIDC_ROLES: 'a'", "'b' needs"]),
        (GOOD | {"OIDC_SCOPES": "email"}, ["PSASYNC_OIDC_SCOPES: 'openid'"]),
        ({"SIGN_IN_RETURN_TO": "https://a.example/?x=1"}, ["PSASYNC_SIGN_IN_RETURN_TO: 'https://a.example/?x=1'"]),
        ({"SIGN_IN_RETURN_TO": "a.example"}, ["PSASYNC_SIGN_IN_RETURN_TO", "https://"]),
        ({"SIGN_IN_KEY_HOURS": "9999"}, ["PSASYNC_SIGN_IN_KEY_HOURS"]),
        ({"KEY_MAX_DAYS": "0"}, ["PSASYNC_KEY_MAX_DAYS"]),
    ],
)
def test_mistakes_are_named(put, capsys, values, words):
    put(**values)
    said = mistakes(capsys)
    assert all(word in said for word in words), said


def test_plain_http_is_for_hosts_that_the_operator_names(put):
    put(**GOOD | {"OIDC_ISSUER": "http://127.0.0.1:9000", "OIDC_PLAIN_HTTP_HOSTS": "127.0.0.1"})
    assert load(SchedulerSettings).oidc_issuer == "http://127.0.0.1:9000"
