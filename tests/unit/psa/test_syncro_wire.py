"""Addresses, settings, refusals and limits of Syncro, without any network."""

from dataclasses import replace

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import Credentials, PsaError
from psasync.psa.registry import SYSTEMS
from psasync.psa.syncro.capabilities import CAPABILITIES
from psasync.psa.syncro.choices import Boards, Choices, Sites
from psasync.psa.syncro.connection import FIELDS, Connection
from psasync.psa.syncro.errors import error_of, is_record_gone, words_of
from psasync.psa.syncro.limits import EGRESS
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal

TOKEN = "T0ken-secret-9"
NOT_ALLOWED = b'{"error":"Not authorized. Please ask account admin to update your group permissions."}'


def connection(token=TOKEN, hosts=frozenset(), **settings):
    return Connection.of(Credentials("c", "t", settings, {"token": token}, hosts))


# settings


@pytest.mark.parametrize(
    ("address", "used"),
    [
        ("acme", "https://acme.syncromsp.com/api/v1"),
        (" Acme-IT ", "https://acme-it.syncromsp.com/api/v1"),
        ("https://acme.syncromsp.com", "https://acme.syncromsp.com/api/v1"),
        ("https://acme.syncromsp.com/", "https://acme.syncromsp.com/api/v1"),
        ("https://acme.syncromsp.com/api/v1/", "https://acme.syncromsp.com/api/v1"),
        ("https://psa.example.org:8443/syncro/acme", "https://psa.example.org:8443/syncro/acme/api/v1"),
    ],
)
def test_addresses(address, used):
    assert connection(base_url=address).base_url == used


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://acme.syncromsp.com",
        "acme.syncromsp.com",
        "-acme",
        "a" * 64,
        "https://localhost",
        "https://u:p@x.org",
    ],
)
def test_forbidden_addresses(address):
    with pytest.raises(PsaError) as caught:
        connection(base_url=address)
    assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
    assert "base_url" in caught.value.message
    assert not address or address not in caught.value.message


def test_what_the_operator_names_may_be_plain():
    used = connection(base_url="http://simulator:8190/syncro/acme", hosts=frozenset({"simulator"})).base_url
    assert used == "http://simulator:8190/syncro/acme/api/v1"


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ünsafe"])
def test_a_token_of_another_form_is_named_and_not_shown(token):
    with pytest.raises(PsaError) as caught:
        connection(token, base_url="acme")
    assert caught.value.code is IssueCode.CREDENTIALS_REFUSED
    assert "token" in caught.value.message
    assert not token or token not in caught.value.message


def test_a_connection_shows_no_token():
    assert TOKEN not in repr(connection(base_url="acme"))


def test_choices():
    assert connection(base_url="acme").choices == Choices()
    chosen = connection(
        base_url="acme",
        sites="all",
        boards="problem_types",
        website_property=" Web ",
        os_property="",
        purchase_property="P",
    ).choices
    expected = replace(
        Choices(), sites=Sites.ALL, boards=Boards.PROBLEM_TYPES, website="Web", os_type="", purchase_date="P"
    )
    assert chosen == expected


def test_the_defaults_that_a_form_shows_are_those_that_are_used():
    shown = {field.name: field.default for field in FIELDS if field.default is not None}
    assert Choices.of(shown) == Choices()


@pytest.mark.parametrize("settings", [{"sites": "some"}, {"boards": "queues"}, {"os_property": "x" * 201}])
def test_a_choice_that_is_none_is_named(settings):
    with pytest.raises(PsaError) as caught:
        connection(base_url="acme", **settings)
    [name] = settings
    assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
    assert name in caught.value.message


def test_the_choices_of_a_connection_decide_its_capabilities():
    entry = SYSTEMS[System.SYNCRO]
    assert entry.capabilities_of({}) == entry.capabilities == CAPABILITIES
    assert "website" in CAPABILITIES.entities[Entity.COMPANY].absent_fields
    chosen = entry.capabilities_of({"website_property": "Web", "os_property": "-"})
    assert "website" not in chosen.entities[Entity.COMPANY].absent_fields
    assert "os_type" in chosen.entities[Entity.ASSET].absent_fields
    with pytest.raises(PsaError):
        entry.capabilities_of({"sites": "some"})


# refusals


def refusal(status, body=b"", *, retry_after="", first_call=False):
    return Refusal(status, body, retry_after, "Fri, 20 Nov 2026 09:14:02 GMT", "contacts", first_call)


@pytest.mark.parametrize(
    ("given", "kind", "code", "permanent"),
    [
        (refusal(401, b'{"error":"Unauthorized"}'), "authentication", "credentials_refused", True),
        (refusal(401), "authentication", "credentials_refused", True),
        (refusal(401, NOT_ALLOWED), "authorization", "permission_missing", True),
        (refusal(401, NOT_ALLOWED.upper()), "authorization", "permission_missing", True),
        (refusal(403, NOT_ALLOWED), "authorization", "permission_missing", True),
        (refusal(404, b"<html>", first_call=True), "authentication", "address_wrong", True),
        (refusal(404, b'{"message":"Not found"}'), "technical", "source_failed", False),
        (refusal(400, b'{"message":["page is invalid"]}'), "technical", "source_failed", True),
        (refusal(422, b'{"success":false,"message":["no"],"params":{}}'), "technical", "source_failed", True),
        (refusal(429), "technical", "source_throttled", False),
        (refusal(302), "configuration", "address_forbidden", True),
        (refusal(408), "technical", "source_failed", False),
        (refusal(500, b"<html>"), "technical", "source_failed", False),
        (refusal(503), "technical", "source_failed", False),
        (refusal(418), "technical", "source_failed", True),
    ],
)
def test_the_error_table(given, kind, code, permanent):
    error = error_of(given, Faults("Syncro"))
    assert (error.kind, error.code, error.permanent) == (kind, IssueCode(code), permanent)
    assert error.status == given.status


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"record":{"id":null},"errors":"Email is not an email"}', "Email is not an email"),
        (b'{"record":{},"message":["Name can\'t be blank","Type is wrong"]}', "Name can't be blank; Type is wrong"),
        (b'{"success":false,"message":["Asset type can\'t be blank"],"params":{}}', "Asset type can't be blank"),
        (b'{"success":false,"error":"Summary is bad","message":"Summary is bad","params":{}}', "Summary is bad"),
        (
            b'{"errors":{"email":["is taken","is odd"],"name":"is no"}}',
            "email is taken; email is odd; name is no",
        ),
        (b'{"errors":["one",{"two":2}]}', "one; {'two': 2}"),
        (b'{"message":"Not found"}', "Not found"),
        (b'{"status":500}', '{"status":500}'),
        (b"<html>Maintenance</html>", "<html>Maintenance</html>"),
        (b"[1]", "[1]"),
        (b"\xff", "\ufffd"),
        (b"", ""),
    ],
)
def test_the_words_of_an_error_in_each_of_its_shapes(body, words):
    assert words_of(body) == words


def test_an_error_quotes_little_and_no_token():
    error = error_of(refusal(500, f"token {TOKEN} {'x' * 5000}".encode()), Faults("Syncro", (TOKEN,)))
    assert TOKEN not in error.message
    assert len(error.message) < 400


@pytest.mark.parametrize(
    ("header", "seconds"), [("", 60), ("12", 12), ("soon", 60), ("999999", 3600), ("Fri, 20 Nov 2026 09:15:02 GMT", 60)]
)
def test_a_429_without_a_header_waits_a_minute(header, seconds):
    assert error_of(refusal(429, retry_after=header), Faults("Syncro")).retry_after == seconds


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        (refusal(404), True),
        (refusal(404, b'{"message":"Not found"}'), True),
        (refusal(404, b"<html>"), False),
        (refusal(404, b"[]"), False),
        (refusal(410), False),
        (refusal(401), False),
    ],
)
def test_only_syncros_own_404_makes_a_record_gone(given, gone):
    assert is_record_gone(given) is gone


def test_the_limit_is_one_for_all_connections_and_below_what_is_published():
    assert (EGRESS.key, EGRESS.calls, EGRESS.seconds) == ("syncro|egress", 135, 60)
    assert f"Waiting for {EGRESS.name}" == "Waiting for Syncro's limit of calls per minute"
