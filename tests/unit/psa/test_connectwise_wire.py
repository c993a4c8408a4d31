"""Headers, queries, addresses and refusals of ConnectWise, without any network."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.errors import SYSTEM, error_of, is_record_gone
from psasync.psa.connectwise.hosts import api_host
from psasync.psa.connectwise.links import next_page_id
from psasync.psa.connectwise.query import encoded, fitting, scope_conditions
from psasync.psa.port import ReadScope
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal

FAULTS = Faults(SYSTEM)


@pytest.mark.parametrize(
    ("header", "page_id"),
    [
        ('<https://x.invalid/company/contacts?pageSize=2&pageId=7>; rel="next"', 7),
        ('<https://x.invalid/c?PAGEID=9>; rel="next"', 9),
        ('<https://x.invalid/c?page=2>; rel="next", <https://x.invalid/c?page=9>; rel="last"', None),
        ('<https://x.invalid/c?pageId=7>; rel="last"', None),
        ('<https://x.invalid/c?pageId=-7>; rel="next"', None),
        ("<http://[bad>; rel=next", None),
        ("", None),
    ],
)
def test_next_page_id(header, page_id):
    assert next_page_id(header) == page_id


def test_conditions_of_a_scope():
    zone = timezone(timedelta(hours=2))
    scope = ReadScope(
        Entity.CONTACT,
        updated_since=datetime(2026, 11, 20, 10, 0, 0, 900_000, zone),
        period=(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
    )
    assert scope_conditions(scope, "deletedFlag=false") == (
        "deletedFlag=false and lastUpdated >= [2026-11-20T08:00:00Z]"
        " and dateEntered >= [2026-01-01T00:00:00Z] and dateEntered < [2026-02-01T00:00:00Z]"
    )
    assert scope_conditions(ReadScope(Entity.CONTACT)) == ""


def test_queries_are_encoded():
    assert encoded({"pageSize": 5, "conditions": 'a >= [x] and b="&"', "fields": ""}) == (
        "pageSize=5&conditions=a%20%3E%3D%20%5Bx%5D%20and%20b%3D%22%26%22"
    )


@given(st.lists(st.integers(1, 10**9), min_size=1), st.integers(0, 300))
def test_as_many_ids_as_fit_and_never_none(ids, spare):
    count = fitting(ids, spare)
    assert count >= 1
    length = sum(len(str(number)) + 1 for number in ids[:count])
    assert length <= spare or count == 1
    if count < len(ids):
        assert length + len(str(ids[count])) + 1 > spare


@pytest.mark.parametrize(
    ("given_host", "used"),
    [
        ("na.myconnectwise.net", "api-na.myconnectwise.net"),
        ("api-na.myconnectwise.net", "api-na.myconnectwise.net"),
        ("psa.example.org", "psa.example.org"),
        ("na.myconnectwise.net.example.org", "na.myconnectwise.net.example.org"),
    ],
)
def test_a_cloud_regions_web_host_becomes_its_api_host(given_host, used):
    assert api_host(given_host) == used


def refusal(status, body=b"", *, retry_after="", first_call=False):
    date = "Fri, 20 Nov 2026 09:14:02 GMT"
    return Refusal(status, body, retry_after, date, "company/contacts", first_call)


JSON = b'{"code":"ConnectWiseApi","message":"not today"}'


@pytest.mark.parametrize(
    ("given_refusal", "kind", "code", "permanent"),
    [
        (refusal(400, b"Cannot route. Codebase/company is invalid"), "authentication", "address_wrong", True),
        (refusal(400, JSON), "technical", "source_failed", True),
        (refusal(401, JSON), "authentication", "credentials_refused", True),
        (refusal(403, JSON), "authorization", "permission_missing", True),
        (refusal(404, b"<html>", first_call=True), "authentication", "address_wrong", True),
        (refusal(404, b"<html>"), "technical", "source_failed", False),
        (refusal(429, JSON), "technical", "source_throttled", False),
        (refusal(302), "configuration", "address_forbidden", True),
        (refusal(500, b"<html>"), "technical", "source_failed", False),
        (refusal(418), "technical", "source_failed", True),
    ],
)
def test_the_error_table(given_refusal, kind, code, permanent):
    error = error_of(given_refusal, FAULTS)
    assert (error.kind, error.code, error.permanent) == (kind, IssueCode(code), permanent)
    assert error.status == given_refusal.status
    assert ("not today" in error.message) == (given_refusal.body == JSON)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12),
        ("1.5", 1.5),
        ("-3", 0),
        ("999999", 3600),
        ("nan", 30),
        ("soon", 30),
        ("", 30),
        ("Fri, 20 Nov 2026 09:15:02 GMT", 60),
    ],
)
def test_retry_after(header, seconds):
    assert error_of(refusal(429, retry_after=header), FAULTS).retry_after == seconds


def test_only_connectwises_own_words_make_a_record_gone():
    assert is_record_gone(refusal(404, b'{"code":"NotFound","message":"Company 5 not found"}'))
    assert not is_record_gone(refusal(404, b"<html>"))
    assert not is_record_gone(refusal(404, JSON))
