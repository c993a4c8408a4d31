"""Rules of destinations without servers: keys, history, parents, the lease before each request, single faults."""

from __future__ import annotations

import asyncio
import time

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, Outcome
from psasync.kit.backoff import Backoff
from psasync.psa.destination import RecordRefused
from psasync.psa.port import CheckReport, PsaError
from psasync_executor.domain.delivery import delivery_key
from psasync_executor.domain.history import MAX_CHANGES, MAX_VALUE, changes_between
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.destinations.endurance import FAILED_IN_A_ROW, TRIES, Endurance
from psasync_executor.run.destinations.guard import LeasedBudget
from psasync_executor.run.destinations.outgoing import Addressed
from psasync_executor.run.destinations.references import references_of
from psasync_executor.run.lease import Lease
from psasync_executor.store.jobs import LeaseLost

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
canonical = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(max_size=5),
        "address": st.none() | st.dictionaries(st.sampled_from(["city", "line1"]), st.none() | st.text(max_size=3)),
        "custom_fields": st.none() | st.dictionaries(st.text(min_size=1, max_size=4), json_values, max_size=3),
    },
)


def decision(outcome: Outcome = Outcome.CREATED, **more) -> Decision:
    fields = {"hash": "h", "data": {"name": "Ada"}, **more}
    return Decision("s1", "Ada", outcome, **fields)


class TestKeys:
    parts = st.tuples(
        st.text(max_size=4), st.sampled_from(Entity), st.text(max_size=4), st.text(max_size=4), st.booleans(),
        st.none() | st.text(min_size=1, max_size=4),
    )  # fmt: skip

    @given(parts, parts)
    def test_one_key_per_version_of_a_record(self, one, other):
        keys = [delivery_key(*parts[:4], deleted=parts[4], forced_by=parts[5]) for parts in (one, other)]
        assert (keys[0] == keys[1]) == (one == other)

    def test_force_makes_it_new_and_a_repetition_does_not(self):
        plain = Addressed("sync", "e1", force=False).outgoing(Entity.COMPANY, decision())
        assert plain.key == Addressed("sync", "e2", force=False).outgoing(Entity.COMPANY, decision()).key
        forced = [Addressed("sync", name, force=True).outgoing(Entity.COMPANY, decision()).key for name in ("e1", "e2")]
        assert len({plain.key, *forced}) == 3
        gone = Addressed("sync", "e1", force=False).outgoing(Entity.COMPANY, decision(Outcome.DELETED))
        assert gone.deleted
        assert gone.data == {}
        assert gone.key != plain.key


class TestHistory:
    @given(canonical, canonical)
    def test_undoing_the_changes_gives_what_was_before(self, before, after):
        state = {name: value for name, value in _flat(after).items() if value is not None}
        for change in changes_between(before, after):
            assert state.get(change["field"]) != change["before"]
            state[change["field"]] = change["before"]
        assert {name: value for name, value in state.items() if value is not None} == {
            name: value for name, value in _flat(before).items() if value is not None
        }

    @given(canonical)
    def test_the_same_is_no_change(self, data):
        assert changes_between(data, dict(data)) == []

    def test_it_is_bounded(self):
        long = {"name": "x" * (MAX_VALUE + 1), "website": "short"}
        assert changes_between(long, {}) == [{"field": "name"}, {"field": "website", "before": "short"}]
        many = {"custom_fields": {f"f{n}": n for n in range(MAX_CHANGES * 2)}}
        assert len(changes_between(many, {})) == MAX_CHANGES
        assert len(orjson.dumps(changes_between(long, {}))) < MAX_VALUE


def _flat(data: dict) -> dict:
    flat = {}
    for name, value in data.items():
        if name in {"address", "custom_fields"} and value is not None:
            flat |= {f"{name}.{part}": inner for part, inner in value.items()}
        else:
            flat[name] = value
    return flat


class TestReferences:
    FOUND = {("company_id", "7"): "701"}

    def test_the_parents_id_in_the_destination(self):
        one = decision(data={"name": "Ada", "company_id": "7", "site_id": "7-1"})
        assert references_of(Entity.CONTACT, one, self.FOUND) == {"company_id": "701"}
        assert one.outcome is Outcome.CREATED

    def test_one_that_hangs_in_the_air_is_skipped(self):
        one = decision(data={"name": "Ada", "company_id": "8"})
        assert references_of(Entity.CONTACT, one, self.FOUND) is None
        assert (one.outcome, one.data) == (Outcome.SKIPPED, None)
        assert [(issue.code, issue.field) for issue in one.issues] == [(IssueCode.PARENT_MISSING, "company_id")]

    @pytest.mark.parametrize(
        "data", [{"name": "Ada"}, {"name": "Ada", "company_id": None}, {"name": "A", "site_id": "x"}]
    )
    def test_one_that_names_no_parent_hangs_on_nothing(self, data):
        assert references_of(Entity.CONTACT, decision(data=data), self.FOUND) == {}


class Free:
    """A budget that always has calls."""

    def __init__(self) -> None:
        self.taken = 0

    def at_once(self, total: int) -> int:
        return total

    async def acquire(self, *_limits) -> None:
        self.taken += 1

    async def throttled(self, *_args) -> None:
        return


class TestGuard:
    async def test_a_lease_that_outlives_the_request_lets_it_pass(self):
        guard = LeasedBudget(Free(), 2)
        guard.lease = Lease(5, time.monotonic())
        await asyncio.wait_for(guard.acquire(), 1)

    async def test_a_short_one_waits_for_the_heartbeat(self):
        guard = LeasedBudget(Free(), 2)
        guard.lease = Lease(5, time.monotonic() - 4)
        waiting = asyncio.create_task(guard.acquire())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        guard.lease.extended(time.monotonic())
        await asyncio.wait_for(waiting, 1)

    async def test_one_that_is_not_extended_is_lost(self):
        guard = LeasedBudget(Free(), 0.5)
        guard.lease = Lease(1, time.monotonic() - 0.7)
        with pytest.raises(LeaseLost):
            await asyncio.wait_for(guard.acquire(), 2)

    @pytest.mark.parametrize("lease", [None, Lease(2, float("inf"))])
    async def test_without_a_lease_that_could_ever_do_nothing_is_sent(self, lease):
        guard = LeasedBudget(Free(), 2)
        guard.lease = lease
        with pytest.raises(LeaseLost):
            await asyncio.wait_for(guard.acquire(), 1)


class Checked:
    def __init__(self, *, ok: bool = True) -> None:
        self.ok, self.checks = ok, 0

    async def check(self) -> CheckReport:
        self.checks += 1
        return CheckReport(ok=self.ok)


def fault(code: IssueCode = IssueCode.SOURCE_FAILED, *, permanent: bool = False) -> PsaError:
    return PsaError(ErrorKind.TECHNICAL, code, "it answered 500", permanent=permanent, status=500)


class TestEndurance:
    def of(self, destination: Checked) -> Endurance:
        return Endurance(destination, "CRM", backoff=lambda: Backoff(0.001, 0.001))

    async def bear(self, endurance: Endurance, *faults: Exception | None) -> tuple[Decision, int]:
        one, left = decision(), list(faults)

        async def write() -> None:
            if left and (error := left.pop(0)) is not None:
                raise error

        await endurance.bear(one, write)
        return one, len(faults) - len(left)

    async def test_a_fault_that_passes_is_no_ones_business(self):
        one, tries = await self.bear(self.of(Checked()), fault(), fault(), None)
        assert (one.outcome, tries) == (Outcome.CREATED, 3)

    async def test_a_refusal_is_the_records(self):
        issue = Issue(code=IssueCode.DESTINATION_REFUSED, message="no")
        one, tries = await self.bear(self.of(Checked()), RecordRefused(issue), None)
        assert (one.outcome, one.issues, one.data, tries) == (Outcome.REJECTED, (issue,), None, 1)

    async def test_one_that_fails_while_the_destination_is_up_has_failed(self):
        destination = Checked()
        one, tries = await self.bear(self.of(destination), *[fault()] * TRIES)
        assert (one.outcome, tries, destination.checks) == (Outcome.FAILED, TRIES, 1)
        assert one.issues[0].code is IssueCode.DESTINATION_UNAVAILABLE

    async def test_a_destination_that_is_down_is_named(self):
        with pytest.raises(PsaError, match="Destination CRM: it answered 500") as caught:
            await self.bear(self.of(Checked(ok=False)), *[fault()] * TRIES)
        assert (caught.value.code, caught.value.permanent) == (IssueCode.DESTINATION_UNAVAILABLE, False)

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (fault(IssueCode.CREDENTIALS_REFUSED, permanent=True), IssueCode.CREDENTIALS_REFUSED),
            (fault(IssueCode.SOURCE_THROTTLED), IssueCode.DESTINATION_UNAVAILABLE),
        ],
    )
    async def test_what_would_hit_the_next_record_as_well_is_not_tried_again(self, error, code):
        destination, tries = Checked(), []

        async def write() -> None:
            tries.append(1)
            raise error

        with pytest.raises(PsaError) as caught:
            await self.of(destination).bear(decision(), write)
        assert (caught.value.code, len(tries), destination.checks) == (code, 1, 0)

    async def test_many_in_a_row_are_the_destinations_fault(self):
        endurance = self.of(Checked())
        for _ in range(FAILED_IN_A_ROW - 1):
            await self.bear(endurance, *[fault()] * TRIES)
        await self.bear(endurance, None)
        for _ in range(FAILED_IN_A_ROW - 1):
            await self.bear(endurance, *[fault()] * TRIES)
        with pytest.raises(PsaError):
            await self.bear(endurance, *[fault()] * TRIES)
