"""What is asked of the ledger is served by an index, whatever else it is narrowed by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Collection, Database
from psasync_executor.store.indexes import BY_ID, IMPORTED_DAYS, MISSING
from psasync_executor.store.ledger import Imported, Ledger

JANUARY = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
COMPANIES = [Entity.COMPANY]


class Asked(Collection):
    """A collection that keeps what was found through it."""

    __slots__ = ("finds",)

    def _cursor(self, filter_: Any, projection: Any, sort: Any, limit: int, batch_size: int, hint: Any) -> Any:
        self.finds.append((filter_, sort, hint))
        return super()._cursor(filter_, projection, sort, limit, batch_size, hint)


@pytest.fixture
def asked(database: Database) -> Asked:
    plain = database.collection("ledger")
    asked = Asked(plain._driver, plain._run, plain.name)
    asked.finds = []
    return asked


@pytest.fixture
async def ledger(database: Database, asked: Asked) -> Ledger:
    ledger = Ledger(database)
    ledger._ledger = asked
    same = {"sync": "s", "entity": Entity.COMPANY}
    await asked.insert_many([
        {"_id": "s|company|a", "imported": True, "execution": "e", "date": JANUARY[0], **same},
        {"_id": "s|company|b", "imported": True, "execution": "f", **same},
        {"_id": "s|company|c", "deleted": True, "execution": "e", **same},
        {"_id": "s|company|d", "missing": True, "missing_in": "e", **same},
        {"_id": "s|company|e", "missing": True, "missing_in": "f", **same},
        {"_id": "s|contact|a", "imported": True, "sync": "s", "entity": Entity.CONTACT},
        {"_id": "t|company|a", "imported": True, "sync": "t", "entity": Entity.COMPANY},
    ])  # fmt: skip
    return ledger


async def used(asked: Asked) -> list[str]:
    """The plans of all that was found."""
    return [
        str((await asked.explain(filter_, sort, hint=hint))["queryPlanner"]["winningPlan"])
        for filter_, sort, hint in asked.finds
    ]


async def test_what_is_imported(ledger, asked):
    assert [source_id async for source_id in ledger.imported("s", Entity.COMPANY)] == ["a", "b"]
    assert [source_id async for source_id in ledger.imported("s", Entity.COMPANY, after="a")] == ["b"]
    plans = await used(asked)
    assert len(plans) == 2
    assert all(f"'{BY_ID}'" in plan for plan in plans), plans


@pytest.mark.parametrize(("execution", "names"), [(None, ["d", "e"]), ("e", ["d"]), ("g", [])])
async def test_what_is_missing(ledger, asked, execution, names):
    found = await ledger.missing("s", Entity.COMPANY, execution=execution, after="", limit=10)
    assert [record.source_id for record in found] == names
    of = await ledger.missing_entities("s", [Entity.COMPANY, Entity.CONTACT], execution)
    assert of == ({Entity.COMPANY} if names else frozenset())
    plans = await used(asked)
    assert len(plans) == 3
    assert all(f"'{MISSING}'" in plan for plan in plans), plans


async def test_what_is_known(ledger, asked):
    assert set(await ledger.look_up("s", Entity.COMPANY, ["a", "d", "x"])) == {"a", "d"}
    (plan,) = await used(asked)
    assert f"'{BY_ID}'" in plan


@pytest.mark.parametrize(
    ("wanted", "index", "count"),
    [
        (Imported("s", COMPANIES), IMPORTED_DAYS, 2),
        (Imported("s", COMPANIES, JANUARY), IMPORTED_DAYS, 1),
        (Imported("s", COMPANIES, except_by="e"), IMPORTED_DAYS, 1),
        (Imported("s", COMPANIES, records={Entity.COMPANY: ["a", "c", "x"]}), BY_ID, 1),
        (Imported("s", COMPANIES, JANUARY, records={Entity.COMPANY: ["a", "b"]}, except_by="f"), BY_ID, 1),
    ],
)
async def test_how_many_are_imported(ledger, asked, wanted, index, count):
    assert await ledger.count(wanted) == count
    assert sum([records async for _, records in ledger.days(wanted, "UTC")]) == count
    plan = await asked.explain(wanted.filter(), hint=wanted.index)
    assert f"'{index}'" in str(plan["queryPlanner"]["winningPlan"])
