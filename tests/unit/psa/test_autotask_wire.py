"""Settings, zones, queries and limits of Autotask, without any network."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.connection import DISCOVERY_HOST, Connection
from psasync.psa.autotask.endpoints import ENDPOINTS
from psasync.psa.autotask.limits import Allowance, ThresholdWatch, endpoint_of, hourly_limit, room_left
from psasync.psa.autotask.query import above, one_of, query, scope_fields, scope_filter
from psasync.psa.autotask.zone import zone_of
from psasync.psa.port import BudgetExhausted, Credentials, PsaError, ReadScope
from psasync.psa.toolkit.address import AddressError

SECRET = "Zx93-secret"
CODE = "QZ77-code"


def credentials(settings=None, secrets=None, hosts=()):
    return Credentials(
        "connection-1",
        "tenant-1",
        {"user_name": "key@EXAMPLE.COM", **(settings or {})},
        {"secret": SECRET, "integration_code": CODE, **(secrets or {})},
        frozenset(hosts),
    )


def connection(*hosts):
    return Connection.of(credentials(hosts=hosts))


def test_the_discovery_host_has_a_default():
    assert connection().base_url == DISCOVERY_HOST == "https://webservices2.autotask.net"
    assert Connection.of(credentials({"base_url": ""})).base_url == DISCOVERY_HOST


@pytest.mark.parametrize("field", ["user_name", "secret", "integration_code"])
@pytest.mark.parametrize("value", ["", "  ", "line\nbreak", "ünsafe", "x" * 201])
def test_what_cannot_be_a_header_is_named_and_not_shown(field, value):
    changed = {"settings": {field: value}} if field == "user_name" else {"secrets": {field: value}}
    with pytest.raises(PsaError) as caught:
        Connection.of(credentials(**changed))
    assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
    assert field in caught.value.message
    assert not value.strip() or value not in caught.value.message


@pytest.mark.parametrize("address", ["http://webservices2.autotask.net", "https://localhost", "ftp://x", "nonsense"])
def test_discovery_hosts_are_checked(address):
    with pytest.raises(PsaError) as caught:
        Connection.of(credentials({"base_url": address}))
    assert (caught.value.kind, caught.value.code) == ("configuration", IssueCode.ADDRESS_FORBIDDEN)
    assert address not in caught.value.message


def test_no_secret_in_the_repr():
    assert SECRET not in repr(connection())
    assert CODE not in repr(connection())


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        ("https://webservices5.autotask.net/atservicesrest/", "https://webservices5.autotask.net/atservicesrest"),
        ("https://WebServices5.Autotask.net//ATServicesRest/", "https://webservices5.autotask.net/ATServicesRest"),
    ],
)
def test_autotasks_own_hosts_are_believed(url, base_url):
    assert zone_of({"url": url, "ci": 7}, connection()).base_url == base_url


@pytest.mark.parametrize(
    "url",
    [
        "https://autotask.net.example.org/atservicesrest/",
        "https://evilautotask.net/atservicesrest/",
        "https://example.org/.autotask.net/",
        "http://webservices5.autotask.net/atservicesrest/",
        "https://user:pw@webservices5.autotask.net/",
        "https://10.0.0.7/atservicesrest/",
        "https://127.0.0.1/atservicesrest/",
        "https://simulator/atservicesrest/",
        "",
        None,
        7,
    ],
)
def test_the_secret_goes_to_no_other_host(url):
    with pytest.raises(AddressError) as caught:
        zone_of({"url": url}, connection("127.0.0.2"))
    assert not url or str(url) not in str(caught.value)


@pytest.mark.parametrize("content", [None, [], "text", {}, 7])
def test_an_answer_without_an_address_is_no_zone(content):
    with pytest.raises(AddressError):
        zone_of(content, connection())


def test_hosts_that_the_operator_names_are_believed():
    zone = zone_of({"url": "http://simulator:8190/autotask/webservices5/atservicesrest/"}, connection("simulator"))
    assert zone.origin == ("http", "simulator:8190")


def test_calls_are_counted_by_database():
    def key(ci, host="webservices5"):
        return hourly_limit(zone_of({"url": f"https://{host}.autotask.net/a/", "ci": ci}, connection())).key

    assert key(7) == key(7)
    assert len({key(7), key(8), key(None), key(7, "webservices6")}) == 4
    assert key(ci=True) == key(None) == key("") == "autotask|webservices5.autotask.net|key@example.com"


def test_the_hourly_limit_is_three_quarters_of_what_is_published():
    limit = hourly_limit(zone_of({"url": "https://webservices5.autotask.net/a/"}, connection()))
    assert (limit.calls, limit.seconds, limit.name) == (7500, 3600, "Autotask's hourly limit")


def test_filters_of_a_scope():
    zone = timezone(timedelta(hours=2))
    scope = ReadScope(
        Entity.CONTACT,
        updated_since=datetime(2026, 11, 20, 10, 0, 0, 900_000, zone),
        period=(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
    )
    assert scope_filter(ENDPOINTS[Entity.CONTACT], scope) == [
        {"op": "gte", "field": "lastModifiedDate", "value": "2026-11-20T08:00:00Z"},
        {"op": "gte", "field": "createDate", "value": "2026-01-01T00:00:00Z"},
        {"op": "lt", "field": "createDate", "value": "2026-02-01T00:00:00Z"},
    ]
    assert scope_filter(ENDPOINTS[Entity.COMPANY_SITE], scope) == []  # it has no dates: all of it is read


@pytest.mark.parametrize(
    ("entity", "field"),
    [
        (Entity.COMPANY, "lastTrackedModifiedDateTime"),
        (Entity.CONTACT, "lastModifiedDate"),
        (Entity.ASSET, "lastModifiedTime"),
    ],
)
def test_each_kind_of_record_has_its_own_field_for_changes(entity, field):
    scope = ReadScope(entity, updated_since=datetime(2026, 1, 1, tzinfo=UTC))
    assert [one["field"] for one in scope_filter(ENDPOINTS[entity], scope)] == [field]


def test_a_query_always_has_a_filter_and_the_id():
    assert query([], ("id", "name"), 500) == {
        "MaxRecords": 500,
        "filter": [{"op": "exist", "field": "id"}],
        "IncludeFields": ["id", "name"],
    }
    assert query([*one_of([3, 4]), *above(0)], (), 2) == {
        "MaxRecords": 2,
        "filter": [{"op": "in", "field": "id", "value": [3, 4]}, {"op": "gt", "field": "id", "value": 0}],
    }
    assert above(None) == []
    assert all(endpoint.fields[0] == "id" for endpoint in ENDPOINTS.values())


def test_chosen_custom_fields_ask_for_everything():
    endpoint = ENDPOINTS[Entity.CONTACT]
    assert scope_fields(endpoint, ReadScope(Entity.CONTACT, custom_fields=("VIP",))) == ()
    assert scope_fields(endpoint, ReadScope(Entity.CONTACT)) == endpoint.fields


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("Companies/query", "companies"),
        ("Companies", "companies"),
        ("Companies/7", "companies"),
        ("Companies/7/Contacts", "contacts"),
        ("Tickets/entityInformation/fields", "tickets"),
        ("ThresholdInformation", "thresholdinformation"),
    ],
)
def test_calls_at_a_time_are_counted_by_kind_of_record(path, endpoint):
    assert endpoint_of(path) == endpoint


@pytest.mark.parametrize(
    ("content", "room"),
    [
        ({"externalRequestThreshold": 10_000, "currentTimeframeRequestCount": 7_400}, 100),
        ({"externalRequestThreshold": 10_000, "currentTimeframeRequestCount": 7_500}, 0),
        ({"externalRequestThreshold": "10000", "currentTimeframeRequestCount": "9000"}, -1500),
        ({"externalRequestThreshold": 0, "currentTimeframeRequestCount": 0}, None),
        ({"externalRequestThreshold": 10_000}, None),
        ({"externalRequestThreshold": None, "currentTimeframeRequestCount": []}, None),
        (None, None),
        ([], None),
    ],
)
def test_room_below_the_safe_share(content, room):
    assert room_left(content) == room


async def _calls_until_look(used, most=500):
    """How many calls pass between two looks at the database's use."""
    looks = 0

    async def read():
        nonlocal looks
        looks += 1
        return {"externalRequestThreshold": 10_000, "currentTimeframeRequestCount": used}

    watch, calls = ThresholdWatch(read, Allowance()), 0
    while looks < 2 and calls < most:
        await watch.before_call()
        calls += 1
    return calls - 1


@pytest.mark.parametrize(("used", "calls"), [(0, 100), (7_300, 50), (7_499, 10)])
async def test_the_use_is_looked_at_more_often_when_it_is_scarce(used, calls):
    assert await _calls_until_look(used) == calls


async def test_an_hour_that_others_used_up_is_waited_for_and_looked_at_again():
    answers = [7_500, 9_999, 0]

    async def read():
        return {"externalRequestThreshold": 10_000, "currentTimeframeRequestCount": answers.pop(0)}

    watch = ThresholdWatch(read, Allowance())
    for _ in range(2):
        with pytest.raises(BudgetExhausted) as caught:
            await watch.before_call()
        assert (caught.value.wait_seconds, caught.value.reason) == (300, "Autotask's hourly limit")
    await watch.before_call()
