"""The platform's own records: the last change, deletions, and lists that stay right while records are written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from psasync.contracts.vocabulary import Entity, Mode, Outcome, Role
from psasync.kit.http import Principal, create_app
from psasync_executor.api.records import records_router
from psasync_executor.domain.history import MAX_VALUE
from psasync_executor.domain.outcome import Decision
from psasync_executor.store.jobs import LeaseLost
from psasync_executor.store.record_list import RecordLists, Wanted
from psasync_executor.store.records import PlatformRecords, Writer

START = datetime(2026, 3, 1, tzinfo=UTC)


class Keys:
    async def authenticate(self, bearer: str) -> Principal | None:
        return Principal(bearer, bearer, Role.VIEWER, bearer)


async def _ready() -> dict[str, str]:
    return {}


class Table:
    """The store as a destination writes it; time goes on by a second at each write."""

    def __init__(self, database) -> None:
        self.records, self.lists = PlatformRecords(database), RecordLists(database)
        self.now, self.execution = START, 0

    def writer(self, fence: int = 1, sync: str = "s") -> Writer:
        return Writer("acme", sync, f"e{self.execution}", fence)

    async def write(self, outcome: Outcome, *, fence: int = 1, sync: str = "s", **rows: dict) -> None:
        self.now, self.execution = self.now + timedelta(seconds=1), self.execution + 1
        decisions = [
            Decision(name, name, outcome, hash=str(sorted(data.items())), dest=f"{sync}-{name}", data=data)
            for name, data in rows.items()
        ]
        await self.records.write(self.writer(fence, sync), Entity.COMPANY, decisions, self.now)

    async def delete(self, *names: str, fence: int = 1) -> None:
        self.now, self.execution = self.now + timedelta(seconds=1), self.execution + 1
        await self.records.mark_deleted(self.writer(fence), [f"s-{name}" for name in names], self.now)

    async def one(self, name: str) -> dict:
        found = await self.lists.page(Wanted("acme", Entity.COMPANY), None, 1000)
        return next(document for document in found if document["source_id"] == name)


@pytest.fixture
def table(database) -> Table:
    return Table(database)


class TestHistory:
    async def test_the_last_change_only(self, table):
        await table.write(Outcome.CREATED, a={"name": "A", "website": None, "address": {"city": "Ulm"}})
        assert "history" not in await table.one("a")
        await table.write(Outcome.UPDATED, a={"name": "B", "website": None, "address": {"city": "Bonn"}})
        await table.write(Outcome.UPDATED, a={"name": "B", "website": "b.example", "address": {"city": "Bonn"}})
        found = await table.one("a")
        assert found["history"] == {
            "changed_at": START + timedelta(seconds=3),
            "execution": "e3",
            "changes": [{"field": "website", "before": None}],
        }
        assert found["changed_at"] == found["written_at"] == START + timedelta(seconds=3)

    async def test_written_again_without_a_change_it_keeps_its_time(self, table):
        await table.write(Outcome.CREATED, a={"name": "A"})
        await table.write(Outcome.UPDATED, a={"name": "B"})
        changed = await table.one("a")
        for outcome in (Outcome.UPDATED, Outcome.CREATED):  # force, and a repetition after a crash
            await table.write(outcome, a={"name": "B"})
        again = await table.one("a")
        assert (again["changed_at"], again["history"]) == (changed["changed_at"], changed["history"])
        assert again["written_at"] > changed["written_at"]

    async def test_long_values_are_left_out(self, table):
        await table.write(Outcome.CREATED, a={"name": "A", "website": "x" * (MAX_VALUE + 1)})
        await table.write(Outcome.UPDATED, a={"name": "B", "website": "y"})
        changes = (await table.one("a"))["history"]["changes"]
        assert changes == [{"field": "name", "before": "A"}, {"field": "website"}]

    async def test_deleted_and_back(self, table):
        await table.write(Outcome.CREATED, a={"name": "A"}, b={"name": "B"})
        await table.delete("a", "never-there")
        gone = await table.one("a")
        assert (gone["deleted"], gone["data"]) == (True, {"name": "A"})
        assert gone["deleted_at"] == gone["changed_at"] == START + timedelta(seconds=2)
        await table.delete("a")
        assert await table.one("a") == gone
        await table.write(Outcome.UPDATED, a={"name": "A2"})
        back = await table.one("a")
        assert {"deleted", "deleted_at"}.isdisjoint(back)
        assert back["history"]["changes"] == [
            {"field": "deleted", "before": True},
            {"field": "name", "before": "A"},
        ]

    async def test_a_later_attempt_wins_against_an_earlier_one(self, table):
        await table.write(Outcome.CREATED, fence=5, a={"name": "new"})
        for outcome in (Outcome.CREATED, Outcome.UPDATED):
            with pytest.raises(LeaseLost):
                await table.write(outcome, fence=4, a={"name": "old"})
        await table.delete("a", fence=4)
        found = await table.one("a")
        assert found["data"] == {"name": "new"}
        assert "deleted" not in found


class TestLists:
    async def pages(self, table, wanted: Wanted, between=None, limit: int = 3) -> list[str]:
        shown, after = [], None
        while True:
            page = await table.lists.page(wanted, after, limit)
            shown += [document["source_id"] for document in page]
            if len(page) < limit:
                return shown
            last = page[-1]
            after = (last["sync"] if wanted.changed_since is None else last["changed_at"], last["_id"])
            if between is not None:
                await between()

    async def test_without_a_time_none_moves_while_all_are_written(self, table):
        names = [f"n{number:02}" for number in range(20)]
        await table.write(Outcome.CREATED, **{name: {"name": name} for name in names})
        rounds = iter(range(100))

        async def rewrite() -> None:
            number = next(rounds)
            await table.write(Outcome.UPDATED, **{name: {"name": f"{name} {number}"} for name in names})
            await table.write(Outcome.CREATED, **{f"n{number:02}-new": {"name": "new"}})

        shown = await self.pages(table, Wanted("acme", Entity.COMPANY), rewrite)
        assert len(shown) == len(set(shown))
        assert set(names) <= set(shown)

    async def test_with_a_time_what_changes_comes_again_and_nothing_is_lost(self, table):
        names = [f"n{number:02}" for number in range(12)]
        await table.write(Outcome.CREATED, **{name: {"name": name} for name in names})
        for name in reversed(names):
            await table.write(Outcome.UPDATED, **{name: {"name": "changed"}})
        moved = iter(["n11", "n00"])

        async def rewrite() -> None:
            name = next(moved, None)
            if name is not None:
                await table.write(Outcome.UPDATED, **{name: {"name": "again"}})

        shown = await self.pages(table, Wanted("acme", Entity.COMPANY, changed_since=START), rewrite)
        assert set(shown) == set(names)
        assert shown[:3] == ["n11", "n10", "n09"]
        assert shown[-2:] == ["n11", "n00"]

    async def test_many_changes_at_one_moment(self, table):
        names = [f"n{number:02}" for number in range(10)]
        await table.write(Outcome.CREATED, **{name: {"name": name} for name in names})
        assert await self.pages(table, Wanted("acme", Entity.COMPANY, changed_since=table.now)) == names
        assert (
            await self.pages(table, Wanted("acme", Entity.COMPANY, changed_since=table.now + timedelta(seconds=1)))
            == []
        )

    async def test_deleted_ones_and_syncs(self, table):
        await table.write(Outcome.CREATED, a={"name": "a"}, b={"name": "b"})
        await table.write(Outcome.CREATED, sync="other", c={"name": "c"})
        await table.delete("a")
        for deleted, names in ((None, ["c", "a", "b"]), (True, ["a"]), (False, ["c", "b"])):
            assert await self.pages(table, Wanted("acme", Entity.COMPANY, deleted=deleted)) == names
        assert await self.pages(table, Wanted("acme", Entity.COMPANY, "s", START)) == ["b", "a"]
        assert await self.pages(table, Wanted("other", Entity.COMPANY)) == []

    @pytest.mark.parametrize(
        ("wanted", "after"),
        [
            (Wanted("acme", Entity.COMPANY), ("s", "x")),
            (Wanted("acme", Entity.COMPANY, "s"), ("s", "x")),
            (Wanted("acme", Entity.COMPANY, changed_since=START), None),
            (Wanted("acme", Entity.COMPANY, changed_since=START), (START, "x")),
            (Wanted("acme", Entity.COMPANY, deleted=True), None),
        ],
    )
    async def test_they_are_served_by_an_index(self, table, database, wanted, after):
        await table.write(Outcome.CREATED, **{f"n{number:02}": {"name": "n"} for number in range(30)})
        for condition in wanted.filters(after):
            plan = await database.collection("records").explain(condition)
            (keys,) = re.findall(r"'IXSCAN', 'keyPattern': \{([^}]*)\}", str(plan))
            # The fields with one value, then those of the order: nothing is left to be sorted.
            fixed = [name for name, value in condition.items() if not isinstance(value, dict)]
            ordered = [name for name, _ in wanted.order if name not in fixed]
            names = re.findall(r"'(\w+)'", keys)
            assert set(names[: len(fixed)]) == set(fixed)
            assert names[len(fixed) :] == ordered


class TestOverHttp:
    @pytest.fixture
    async def ask(self, lab, table):
        app = create_app(
            service="executor", title="executor", version="0", settings=lab.settings,
            routers=[records_router(table.records, table.lists)], ready=_ready, authenticator=Keys(),
        )  # fmt: skip
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://executor") as client:

            async def get(**params) -> httpx.Response:
                path, key = "/v1/tenants/acme/records/company", {"Authorization": "Bearer acme"}
                return await client.get(path, params=params, headers=key)

            yield get

    async def test_changes_and_deletions(self, table, ask):
        await table.write(Outcome.CREATED, **{f"n{number}": {"name": "n", "website": None} for number in range(5)})
        await table.write(Outcome.UPDATED, n3={"name": "m", "website": None})
        await table.delete("n1")
        since = (START + timedelta(seconds=2)).isoformat()
        first = (await ask(changed_since=since, limit=1)).json()
        second = (await ask(changed_since=since, limit=1, cursor=first["next_cursor"])).json()
        (changed,), (gone,) = first["items"], second["items"]
        assert second["next_cursor"] is None
        assert (changed["source_id"], changed["deleted"]) == ("n3", False)
        assert changed["history"]["changes"] == [{"field": "name", "before": "n", "omitted": False}]
        assert changed["data"] == {"name": "m", "website": None}
        assert (gone["source_id"], gone["deleted"], gone["deleted_at"]) == ("n1", True, "2026-03-01T00:00:03Z")
        assert [one["source_id"] for one in (await ask(deleted="true")).json()["items"]] == ["n1"]
        assert len((await ask(deleted="false")).json()["items"]) == 4
        other_list = (await ask(limit=1)).json()["next_cursor"]
        assert (await ask(changed_since=since, cursor=other_list)).status_code == 400
        assert (await ask(cursor=first["next_cursor"])).status_code == 400
        assert (await ask(changed_since="2026-01-01T00:00:00")).status_code == 422


async def test_a_sync_marks_what_its_source_no_longer_has(lab):
    lab.psa.fill(Entity.COMPANY, 5)
    lab.node()
    await lab.run()
    del lab.psa.rows[Entity.COMPANY]["c00002"]
    story = (await lab.run(mode=Mode.FORCE, confirmed=True)).consistent()
    assert "deleted" not in story.outcomes  # force deletes nothing
    lab.catalog.add("nightly", custom_fields={Entity.COMPANY: ("x",)})  # makes the next run a full pass
    story = (await lab.run()).consistent()
    assert story.outcomes["deleted"] == 1
    found = {document["source_id"]: document for document in await lab.documents("records")}
    assert [name for name, document in found.items() if document.get("deleted")] == ["c00002"]
