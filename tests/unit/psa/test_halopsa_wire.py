"""Addresses, settings, queries and refusals of HaloPSA, without any network."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa import halopsa
from psasync.psa.halopsa.auth_address import checked_auth_url
from psasync.psa.halopsa.choices import ASSET_FIELDS
from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.endpoints import ENDPOINTS, needs_details
from psasync.psa.halopsa.errors import SYSTEM, error_of, message_of
from psasync.psa.halopsa.limits import instance_limit
from psasync.psa.halopsa.login import _life
from psasync.psa.halopsa.query import list_query, page_query
from psasync.psa.port import Credentials, PsaError, ReadScope, UpdatedSince
from psasync.psa.toolkit.address import AddressError
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal

WORDS = Faults(SYSTEM, ("s3cret",))


def connection(settings=None, secrets=None, hosts=frozenset()):
    return Connection.of(
        Credentials(
            "c-1",
            "t-1",
            {"base_url": "https://acme.halopsa.com/", **(settings or {})},
            {"client_id": "an-id", "client_secret": "s3cret", **(secrets or {})},
            frozenset(hosts),
        )
    )


def test_a_connection_with_its_defaults():
    made = connection()
    assert (made.base_url, made.auth_url, made.tenant, made.scope) == ("https://acme.halopsa.com", "", "", "all")
    assert (made.time_zone.key, made.calls_per_5_minutes) == ("UTC", 250)
    assert made.choices.asset_fields == ASSET_FIELDS
    assert not made.choices.filters_updated
    assert "s3cret" not in repr(made)
    assert "an-id" not in repr(made)


def test_the_form_names_the_defaults():
    defaults = {field.name: field.default for field in halopsa.ENTRY.fields if field.default}
    secrets = {field.name: "a-secret" for field in halopsa.ENTRY.fields if field.secret}
    made = connection(defaults, secrets)
    assert made.choices == connection().choices
    assert made.scope == connection().scope


def test_settings_that_a_connection_chooses():
    made = connection({
        "base_url": "https://psa.example.org/halo/api",
        "auth_url": "https://login.example.org/auth/",
        "scope": "read:customers read:assets",
        "asset_serial_number": "Service Tag, 117,",
        "calls_per_5_minutes": "450",
    })  # fmt: skip
    assert made.base_url == "https://psa.example.org/halo"
    assert made.auth_url == "https://login.example.org/auth"
    assert made.choices.asset_fields["serial_number"] == ("Service Tag", "117")
    assert made.choices.asset_fields["os_type"] == ASSET_FIELDS["os_type"]


@pytest.mark.parametrize(
    ("settings", "secrets", "name", "code"),
    [
        ({"base_url": ""}, {}, "base_url", IssueCode.ADDRESS_FORBIDDEN),
        ({"base_url": "http://acme.halopsa.com"}, {}, "base_url", IssueCode.ADDRESS_FORBIDDEN),
        ({"base_url": "https://127.0.0.1"}, {}, "base_url", IssueCode.ADDRESS_FORBIDDEN),
        ({"auth_url": "http://elsewhere.example"}, {}, "auth_url", IssueCode.ADDRESS_FORBIDDEN),
        ({"tenant": "a&b=c"}, {}, "tenant", IssueCode.ADDRESS_WRONG),
        ({"scope": "all&grant_type=password"}, {}, "scope", IssueCode.MAPPING_INVALID),
        ({"time_zone": "Mars/Olympus"}, {}, "time_zone", IssueCode.MAPPING_INVALID),
        ({"time_zone": "../../etc/passwd"}, {}, "time_zone", IssueCode.MAPPING_INVALID),
        ({"updated_since": "maybe"}, {}, "updated_since", IssueCode.MAPPING_INVALID),
        ({"calls_per_5_minutes": "7"}, {}, "calls_per_5_minutes", IssueCode.MAPPING_INVALID),
        ({"calls_per_5_minutes": "many"}, {}, "calls_per_5_minutes", IssueCode.MAPPING_INVALID),
        ({"asset_os_type": "x" * 201}, {}, "asset_os_type", IssueCode.MAPPING_INVALID),
        ({}, {"client_id": ""}, "client_id", IssueCode.CREDENTIALS_REFUSED),
        ({}, {"client_secret": "two\nlines"}, "client_secret", IssueCode.CREDENTIALS_REFUSED),
    ],
)
def test_settings_that_cannot_be_right(settings, secrets, name, code):
    with pytest.raises(PsaError) as caught:
        connection(settings, secrets)
    assert (caught.value.kind, caught.value.code, caught.value.permanent) == ("configuration", code, True)
    assert name in caught.value.message
    for value in (*settings.values(), *secrets.values()):
        assert not value or value not in caught.value.message


def test_what_can_be_done_is_the_connections_choice():
    off = halopsa.ENTRY.capabilities_of({}).entities
    on = halopsa.ENTRY.capabilities_of({"updated_since": "on"}).entities
    assert off == halopsa.ENTRY.capabilities.entities
    changed = {entity for entity in on if on[entity].updated_since is UpdatedSince.SERVER}
    assert changed == {Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT, Entity.ASSET}
    assert not any(can.updated_since is UpdatedSince.SERVER for can in off.values())


INSTANCE = "https://acme.halopsa.com"


@pytest.mark.parametrize(
    ("base_url", "named", "used"),
    [
        (INSTANCE, "https://acme.halopsa.com/auth/", "https://acme.halopsa.com/auth"),
        (INSTANCE, "https://ACME.halopsa.com/auth", "https://acme.halopsa.com/auth"),
        (INSTANCE, "https://auth.haloservicedesk.com", "https://auth.haloservicedesk.com"),
        ("https://psa.example.org:8443/halo", "https://psa.example.org:8443/auth", "https://psa.example.org:8443/auth"),
        ("http://127.0.0.1:8190/halopsa/demo", "http://127.0.0.1:8190/x/auth", "http://127.0.0.1:8190/x/auth"),
    ],
)
def test_logins_that_get_the_secret(base_url, named, used):
    assert checked_auth_url(named, base_url, frozenset({"127.0.0.1"})) == used


@pytest.mark.parametrize(
    ("base_url", "named"),
    [
        (INSTANCE, "https://evil.example/auth"),
        (INSTANCE, "https://evil.halopsa.com/auth"),
        (INSTANCE, "https://acme.halopsa.com.evil.example/auth"),
        (INSTANCE, "https://acme.halopsa.com:444/auth"),
        (INSTANCE, "http://acme.halopsa.com/auth"),
        (INSTANCE, "http://auth.haloservicedesk.com"),
        (INSTANCE, "https://auth.haloservicedesk.com:8443"),
        (INSTANCE, "https://auth.haloservicedesk.com.evil.example"),
        (INSTANCE, "https://user:pass@acme.halopsa.com/auth"),
        (INSTANCE, "https://acme.halopsa.com/auth?next=https://evil.example"),
        (INSTANCE, "https://169.254.169.254/auth"),
        (INSTANCE, "https://localhost/auth"),
        (INSTANCE, "acme.halopsa.com/auth"),
        (INSTANCE, "javascript:alert(1)"),
        ("http://127.0.0.1:8190/halopsa/demo", "http://127.0.0.1:8101/auth"),
        ("http://127.0.0.1:8190/halopsa/demo", "https://127.0.0.1:8190/auth"),
    ],
)
def test_logins_that_do_not(base_url, named):
    with pytest.raises(AddressError):
        checked_auth_url(named, base_url, frozenset({"127.0.0.1"}))


def refusal(status, body=b"", *, retry_after=""):
    return Refusal(status, body, retry_after, "Fri, 20 Nov 2026 09:14:02 GMT", "Client")


@pytest.mark.parametrize(
    ("status", "kind", "code", "permanent"),
    [
        (301, "configuration", "address_forbidden", True),
        (302, "configuration", "address_forbidden", True),
        (400, "technical", "source_failed", True),
        (401, "authentication", "credentials_refused", True),
        (403, "authorization", "permission_missing", True),
        (404, "technical", "source_failed", False),
        (405, "technical", "source_failed", True),
        (408, "technical", "source_failed", False),
        (418, "technical", "source_failed", True),
        (429, "technical", "source_throttled", False),
        (500, "technical", "source_failed", False),
        (502, "technical", "source_failed", False),
        (503, "technical", "source_failed", False),
    ],
)
def test_the_error_table(status, kind, code, permanent):
    error = error_of(refusal(status), WORDS)
    assert (error.kind, error.code, error.permanent, error.status) == (kind, IssueCode(code), permanent, status)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "permanent"),
    [
        (400, b'{"error":"invalid_client"}', "authentication", "credentials_refused", True),
        (401, b'{"error":"invalid_client"}', "authentication", "credentials_refused", True),
        (400, b"", "authentication", "credentials_refused", True),
        (400, b'{"error":"invalid_scope"}', "authorization", "permission_missing", True),
        (400, b'{"error":"unauthorized_client"}', "authorization", "permission_missing", True),
        (403, b"<html>", "authorization", "permission_missing", True),
        (404, b"<html>", "authentication", "address_wrong", True),
        (429, b"Rate Limit Reached", "technical", "source_throttled", False),
        (500, b"", "technical", "source_failed", False),
    ],
)
def test_the_error_table_of_the_login(status, body, kind, code, permanent):
    error = error_of(refusal(status, body), WORDS, at_login=True)
    assert (error.kind, error.code, error.permanent) == (kind, IssueCode(code), permanent)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"resultCode":"BadRequest","errorMessage":"no such field"}', "BadRequest: no such field"),
        (b'{"resultCode":400,"errorMessage":"no such field"}', "no such field"),
        (b'{"ClassName":"System.Exception","Message":"not today"}', "System.Exception: not today"),
        (b'{"Message":"not today"}', "not today"),
        (b'{"error":"invalid_client","error_description":"wrong secret"}', "wrong secret"),
        (b'{"error":"invalid_client"}', "invalid_client"),
        (b'"not today"', "not today"),
        (b"Rate Limit Reached - 300 Requests", "Rate Limit Reached - 300 Requests"),
        (b"<html><body>secret page</body></html>", ""),
        (b"", ""),
        (b"[7]", "[7]"),
        (b'{"Message":7}', '{"Message":7}'),
        (b'{"Message":', '{"Message":'),
    ],
)
def test_halos_words_in_all_their_shapes(body, words):
    assert message_of(body) == words


def test_words_are_cut_and_hide_the_secret():
    error = error_of(refusal(500, b'{"Message":"for s3cret: ' + b"x" * 5000 + b'"}'), WORDS)
    assert "s3cret" not in error.message
    assert len(error.message) < 400


@given(st.integers(300, 599), st.binary(max_size=200), st.booleans(), st.text(max_size=20))
def test_every_refusal_has_an_error(status, body, at_login, retry_after):
    error = error_of(refusal(status, body, retry_after=retry_after), WORDS, at_login=at_login)
    assert error.status == status
    assert error.permanent or error.code in {IssueCode.SOURCE_THROTTLED, IssueCode.SOURCE_FAILED}


@pytest.mark.parametrize(
    ("header", "seconds"), [("", 60), ("12", 12), ("soon", 60), ("Fri, 20 Nov 2026 09:15:02 GMT", 60), ("99999", 3600)]
)
def test_retry_after(header, seconds):
    assert error_of(refusal(429, retry_after=header), WORDS).retry_after == seconds


def test_parameters_of_a_list():
    zone = timezone(timedelta(hours=2))
    scope = ReadScope(Entity.CONTACT, updated_since=datetime(2026, 11, 20, 10, 0, 0, 900_000, zone))
    query = list_query(ENDPOINTS[Entity.CONTACT], scope, filters_updated=True)
    assert page_query(query, 3, 97) == {
        "includeinactive": "true",
        "includeactive": "true",
        "lastupdatefromdate": "2026-11-19T08:00:00",  # a day earlier: its zone is anybody's guess
        "pageinate": "true",
        "page_no": 3,
        "page_size": 97,
        "order": "id",
        "orderdesc": "false",
    }
    assert "lastupdatefromdate" not in list_query(ENDPOINTS[Entity.CONTACT], scope, filters_updated=False)


def test_when_details_are_needed():
    assert needs_details(Entity.CONTACT, ("VIP",))
    assert not needs_details(Entity.CONTACT, ())
    assert not needs_details(Entity.ASSET, ("Model", "Serial Number"))
    assert needs_details(Entity.ASSET, ("Model", "cfRoom"))


def test_all_of_an_instance_share_one_limit():
    limit = instance_limit("https://acme.halopsa.com", 250)
    assert (limit.calls, limit.seconds, limit.name) == (250, 300, "HaloPSA's limit of calls per five minutes")
    assert limit.key == instance_limit("https://acme.halopsa.com", 300).key
    assert limit.key != instance_limit("https://other.halopsa.com", 250).key


@pytest.mark.parametrize(
    ("told", "used"),
    [(3600, 3540), ("3600", 3540), (90, 45), (30, 15), (None, 540), ("soon", 540), (0, 540), (-5, 540)],
)
def test_a_token_is_renewed_before_it_expires(told, used):
    assert _life({"expires_in": told}) == used
