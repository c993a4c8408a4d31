"""The audit trail only grows, and each of its lists has an index of its own."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from psasync_scheduler.store import audit
from psasync_scheduler.store.audit import NEWEST_FIRST, AuditQuery
from psasync_scheduler.store.indexes import INDEXES
from tests.support.routes import SCHEDULER

SOURCES = Path(audit.__file__).parents[1]
STORE = Path(audit.__file__)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
READS_AND_ADDS = {"find_list", "insert_many"}


def test_the_store_can_only_add_and_read():
    used = {
        node.func.attr
        for node in ast.walk(ast.parse(STORE.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "self._collection"
    }
    assert used == READS_AND_ADDS


def test_nothing_else_opens_the_collection():
    opening = [path for path in SOURCES.rglob("*.py") if 'collection("audit")' in path.read_text()]
    assert opening == [STORE]


def test_the_database_keeps_entries_for_good_and_no_route_takes_one_away():
    assert all(index.expire_after_seconds is None for index in INDEXES["audit"])
    assert {route.method for route in SCHEDULER if route.path.startswith("/v1/audit")} == {"GET"}


GIVEN = [dict(zip(("subject", "key_id", "who", "action"), flags, strict=True)) for flags in product((0, 1), repeat=4)]


@pytest.mark.parametrize("scope", [{}, {"tenant": "acme"}])
@pytest.mark.parametrize("given", GIVEN, ids=lambda given: "+".join(name for name in given if given[name]) or "all")
def test_the_index_begins_with_what_is_asked_for_and_ends_with_the_order(scope, given):
    wanted = {name: "x" for name, flag in given.items() if flag}
    query = AuditQuery(scope, **wanted, since=NOON, until=NOON)
    keys = {index.name: [field for field, _ in index.keys] for index in INDEXES["audit"]} | {"_id_": ["_id"]}
    *equal, order = keys[query.index]
    assert set(equal) <= query.filter(None).keys()
    assert order == NEWEST_FIRST[0][0]
    assert len(equal) == (1 if "subject" in wanted else bool(scope) + bool(wanted))


def test_a_page_goes_on_within_its_dates():
    query = AuditQuery({}, since=NOON, until=NOON.replace(hour=13))
    (first, last) = (query.filter(None)["_id"][bound] for bound in ("$gte", "$lt"))
    assert first < last
    between = first[:-1] + "1"
    assert query.filter(between)["_id"] == {"$gte": first, "$lt": between}
    assert query.filter("zzz")["_id"] == {"$gte": first, "$lt": last}
    assert AuditQuery({}).filter(None) == {}
