"""Envelopes, refusals, queries, limits and settings of Kaseya BMS, without any network."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.psa.kaseya_bms.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.kaseya_bms.connection import FIELDS, Connection
from psasync.psa.kaseya_bms.envelope import Complaint, Opened, opened
from psasync.psa.kaseya_bms.errors import Refusal, error_of, is_record_gone
from psasync.psa.kaseya_bms.limits import hourly
from psasync.psa.kaseya_bms.query import encoded, filters_of
from psasync.psa.kaseya_bms.times import day, instant
from psasync.psa.port import Credentials, PsaError, ReadScope
from psasync.psa.registry import SYSTEMS
from psasync.psa.toolkit.faults import Faults

PASSWORD = "pä55 word"
SETTINGS = {"base_url": "https://api.bms.kaseya.com/", "company": "Acme IT", "user_name": "api"}


def connection(**settings):
    return Connection.of(Credentials("c", "t", {**SETTINGS, **settings}, {"password": PASSWORD}))


# envelopes


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"success": True, "error": None, "result": [{"id": 1}], "totalRecords": 7}, Opened([{"id": 1}], 7)),
        ({"success": True, "result": None}, Opened(None)),
        ({"Success": True, "Result": [{"AccountName": "A"}], "TotalRecords": "7"}, Opened([{"accountName": "A"}], 7)),
        ({"success": True, "result": [], "totalRecords": -1}, Opened([])),
        ({"id": 5, "accountName": "bare"}, Opened({"id": 5, "accountName": "bare"})),
        ({"success": False, "error": {"code": 1001, "message": "no", "stackStrace": "at x"}}, Complaint(1001, "no")),
        ({"success": False, "error": {"code": "404", "message": " ", "details": "gone"}}, Complaint(404, "gone")),
        ({"success": False, "error": {"message": 7, "subErrors": ["x"]}}, Complaint(None, "")),
        ({"success": False, "error": "plain"}, Complaint(None, "plain")),
        ({"success": False, "error": None}, Complaint(None, "")),
        ({"success": None, "result": [], "id": 1}, None),
        ({"success": "true", "result": []}, None),
        ({"success": 1}, None),
        ({}, None),
        ({"result": []}, None),
        ([], None),
        (None, None),
        ("text", None),
    ],
)
def test_envelopes(content, found):
    assert opened(content) == found


# refusals


def refusal(status, message=None, code=None, *, retry_after="", **more):
    complaint = None if message is None else Complaint(code, message)
    date = "Fri, 20 Nov 2026 09:14:02 GMT"
    return Refusal(status, complaint, retry_after, date, "crm/contacts/summary", **more)


CREDENTIALS = ("authentication", IssueCode.CREDENTIALS_REFUSED, True)
ADDRESS = ("authentication", IssueCode.ADDRESS_WRONG, True)
PERMISSION = ("authorization", IssueCode.PERMISSION_MISSING, True)
THROTTLED = ("technical", IssueCode.SOURCE_THROTTLED, False)
FAILED = ("technical", IssueCode.SOURCE_FAILED, False)
REFUSED = ("technical", IssueCode.SOURCE_FAILED, True)
REDIRECTED = ("configuration", IssueCode.ADDRESS_FORBIDDEN, True)


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        # a status that means one thing, whatever is said beside it
        (refusal(401), CREDENTIALS),
        (refusal(401, "You have no permission"), CREDENTIALS),
        (refusal(403, "Unauthorized"), PERMISSION),
        (refusal(429, "Unauthorized"), THROTTLED),
        (refusal(408), FAILED),
        (refusal(503, "Unauthorized"), FAILED),
        (refusal(302), REDIRECTED),
        # no envelope
        (refusal(500), FAILED),
        (refusal(400), REFUSED),
        (refusal(404), FAILED),
        (refusal(404, first_call=True), ADDRESS),
        (refusal(404, at_login=True), ADDRESS),
        (refusal(418), REFUSED),
        # a code that is a status
        (refusal(200, "", 401), CREDENTIALS),
        (refusal(200, "no", 403), PERMISSION),
        (refusal(200, "no", 429), THROTTLED),
        (refusal(200, "no", 503), FAILED),
        (refusal(200, "no", 400), REFUSED),
        (refusal(500, "no", 403), PERMISSION),
        # words
        (refusal(200, "Access token has expired."), CREDENTIALS),
        (refusal(200, "Invalid token"), CREDENTIALS),
        (refusal(200, "Unauthorized"), CREDENTIALS),
        (refusal(200, "Please log in again"), CREDENTIALS),
        (refusal(500, "The session has ended"), CREDENTIALS),
        (refusal(200, "You are not authorized to view contacts."), PERMISSION),
        (refusal(200, "User does not have permission to log in"), PERMISSION),
        (refusal(400, "Access is denied"), PERMISSION),
        (refusal(200, "API rate limit exceeded."), THROTTLED),
        (refusal(200, "Too many requests, token quota is used up"), THROTTLED),
        (refusal(200, "Filter.ModifiedOnFrom is invalid"), REFUSED),
        (refusal(400, "Something"), REFUSED),
        (refusal(500, "Invalid operation"), FAILED),
        (refusal(200, "An error occurred"), FAILED),
        (refusal(200, "", 1001), FAILED),
        (refusal(200, ""), FAILED),
        # at the login everything is a refusal that is not BMS's own trouble
        (refusal(200, "Invalid username or password.", at_login=True), CREDENTIALS),
        (refusal(200, "MFA code is required", at_login=True), CREDENTIALS),
        (refusal(200, "", 17, at_login=True), CREDENTIALS),
        (refusal(400, "not found", at_login=True), CREDENTIALS),
        (refusal(200, "Tenant does not exist.", at_login=True), ADDRESS),
        (refusal(200, "Invalid company, user name or password", at_login=True), CREDENTIALS),
        (refusal(200, "An unexpected error occurred", at_login=True), FAILED),
        (refusal(500, "Tenant", at_login=True), FAILED),
        (refusal(200, "Too many requests", at_login=True), THROTTLED),
    ],
)
def test_the_error_table(given, meaning):
    error = error_of(given, Faults("Kaseya BMS"))
    assert (error.kind, error.code, error.permanent) == meaning
    assert error.status == given.status
    assert bool(error.hint) == (given.at_login and error.kind == "authentication")


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        (refusal(404, "Contact not found"), True),
        (refusal(404, ""), True),
        (refusal(200, "Contact not found."), True),
        (refusal(200, "The asset doesn't exist"), True),
        (refusal(200, "no", 404), True),
        (refusal(404), False),  # a web server's, not BMS's
        (refusal(200, "Access token not found"), False),
        (refusal(200, "not found", 401), False),
        (refusal(403, "not found"), False),
        (refusal(200, "not found", at_login=True), False),
        (refusal(200, "An error occurred"), False),
    ],
)
def test_only_bms_in_its_own_words_makes_a_record_gone(given, gone):
    assert is_record_gone(given) == gone


@pytest.mark.parametrize(("header", "seconds"), [("12", 12), ("", 60), ("soon", 60), ("999999", 3600)])
def test_retry_after(header, seconds):
    assert error_of(refusal(429, retry_after=header), Faults("Kaseya BMS")).retry_after == seconds


def test_words_are_quoted_masked_and_cut():
    error = error_of(refusal(200, f"{PASSWORD} {'x' * 5000}"), Faults("Kaseya BMS", (PASSWORD,)))
    assert PASSWORD not in error.message
    assert "***" in error.message
    assert len(error.message) < 500


# queries and times


def test_filters_of_a_scope_are_wider_than_it_by_any_zone():
    scope = ReadScope(
        Entity.CONTACT,
        updated_since=datetime(2026, 11, 20, 16, 0, 0, 900_000, timezone(timedelta(hours=2))),
        period=(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
    )
    assert filters_of(scope) == {
        "Filter.ModifiedOnFrom": "2026-11-20T00:00:00Z",
        "Filter.CreatedOnFrom": "2026-01-01T10:00:00Z",
        "Filter.CreatedOnTo": "2026-02-01T14:00:01Z",
    }
    assert filters_of(ReadScope(Entity.CONTACT)) == {}


def test_queries_are_encoded():
    parameters = {"Filter.ModifiedOnFrom": "2026-11-20T00:00:00Z", "Sort": "", "PageSize": 100, "PageNumber": 0}
    assert encoded(parameters) == "Filter.ModifiedOnFrom=2026-11-20T00:00:00Z&PageSize=100&PageNumber=0"
    assert encoded({"Sort": "Id asc&x"}) == "Sort=Id%20asc%26x"


def test_times():
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert instant("2026-11-20T12:00:00Z") == instant("2026-11-20T12:00:00") == noon
    assert instant("2026-11-20T14:00:00.0000000+02:00") == noon
    assert instant(None) is instant("") is day(None) is None
    assert day("2026-11-20T00:00:00") == day("2026-11-20") == "2026-11-20"
    with pytest.raises(ValueError, match="isoformat"):
        day("soon")


# settings and limits


def test_a_connection_has_the_documented_defaults():
    made = connection()
    assert (made.base_url, made.first_page, made.sort, made.modules) == ("https://api.bms.kaseya.com", 1, "Id", {})
    assert connection(base_url="https://api.bmsemea.kaseya.com/v2").base_url == "https://api.bmsemea.kaseya.com"
    assert (connection(first_page="0").first_page, connection(sort="none").sort) == (0, "")
    assert PASSWORD not in repr(made)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"base_url": "http://api.bms.kaseya.com"}, "base_url"),
        ({"base_url": "https://127.0.0.1"}, "base_url"),
        ({"company": " "}, "company"),
        ({"company": "a\nb"}, "company"),
        ({"user_name": ""}, "user_name"),
        ({"first_page": "2"}, "first_page"),
        ({"sort": "Id; drop"}, "sort"),
        ({"custom_field_module_contact": "x"}, "custom_field_module_contact"),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(settings, field):
    with pytest.raises(PsaError) as caught:
        connection(**settings)
    assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
    assert field in caught.value.message
    assert settings[field].strip() not in caught.value.message or not settings[field].strip()


def test_custom_fields_are_a_capability_once_their_module_is_named():
    assert not any(can.custom_fields for can in CAPABILITIES.entities.values())
    named = capabilities_of({"custom_field_module_asset": "12"}).entities
    assert [entity for entity, can in named.items() if can.custom_fields] == [Entity.ASSET]
    assert list(named) == list(CAPABILITIES.entities)
    assert SYSTEMS[System.KASEYA_BMS].capabilities_of({}) == CAPABILITIES
    assert {field.name for field in FIELDS} >= {f"custom_field_module_{entity}" for entity in ("company", "contact")}


def test_the_limit_counts_by_host_company_and_endpoint():
    one = hourly(connection(), "crm/contacts/summary")
    assert (one.calls, one.seconds, one.name) == (1125, 3600, "Kaseya BMS's hourly limit")
    assert one == hourly(connection(company=" ACME it", user_name="other"), "crm/contacts/summary")
    others = [
        hourly(connection(), "crm/accounts/summary"),
        hourly(connection(company="Other"), "crm/contacts/summary"),
        hourly(connection(base_url="https://api.bmsapac.kaseya.com"), "crm/contacts/summary"),
    ]
    assert one.key not in {other.key for other in others}
    assert PASSWORD not in one.key
