from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.requested import Period, RecordRef, SyncRequested
from psasync.contracts.internal import ResolvedConnection, ResolvedSync
from psasync.contracts.mapping import EntityMapping
from psasync.contracts.vocabulary import Entity, Mode, System
from psasync.psa.port import PeriodFilter
from psasync_executor.domain.cursors import EntityCursor, mapping_of, moved, since_of
from psasync_executor.domain.period import instants_of
from psasync_executor.domain.plan import Ability, Known, Reading, build_plan, left_out
from psasync_executor.domain.refusal import RunRefused

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ENTITIES = (Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT)
FULL = Ability(since=True, period=PeriodFilter.SERVER, by_id=True)
SYNC = ResolvedSync(
    id="s",
    tenant="t",
    name="s",
    version=1,
    time_zone="Europe/Berlin",
    active=True,
    source=ResolvedConnection(
        id="c",
        tenant="t",
        system=System.CONNECTWISE,
        name="c",
        version=1,
        settings={},
        secrets={},
        calls_per_minute=60,
        concurrent_calls=2,
    ),
    entities=ENTITIES,
)


def cursor(entity: Entity = Entity.COMPANY, *, full_days_ago: float = 1) -> EntityCursor:
    full_at = NOW - timedelta(days=full_days_ago)
    return EntityCursor(since=NOW - timedelta(hours=3), full_at=full_at, mapping=mapping_of(SYNC, entity))


def plan(known: Known | None = None, abilities=None, sync: ResolvedSync = SYNC, **fields):
    request = SyncRequested(tenant="t", sync="s", **fields)
    given_abilities = abilities or dict.fromkeys(ENTITIES, FULL)
    return build_plan(request, sync, given_abilities, known or Known({}, frozenset()), NOW)


def shape(built) -> list[tuple[str, str]]:
    return [(step.entity, step.reading) for step in built.steps]


class TestDefaultRuns:
    def test_without_cursors_everything_is_read_in_the_sources_order(self):
        abilities = dict.fromkeys(reversed(ENTITIES), FULL)
        expected = [(entity, reading) for entity in reversed(ENTITIES) for reading in ("full", "gone")]
        assert shape(plan(abilities=abilities)) == expected

    def test_from_a_cursor_on_only_what_has_changed(self):
        known = Known({entity: cursor(entity) for entity in ENTITIES}, frozenset())
        built = plan(known)
        assert {step.reading for step in built.steps} == {Reading.SINCE}
        assert {step.since for step in built.steps} == {NOW - timedelta(hours=3)}
        assert all(step.moves_cursor for step in built.steps)

    def test_missing_records_are_read_again_by_id_after_their_entity(self):
        known = Known({Entity.COMPANY: cursor()}, frozenset({Entity.COMPANY}))
        assert shape(plan(known))[:3] == [("company", "since"), ("company", "missing"), ("company_site", "full")]

    def test_a_source_that_cannot_read_by_id_reads_everything_while_something_is_missing(self):
        abilities = dict.fromkeys(ENTITIES, Ability(since=True, period=PeriodFilter.SERVER, by_id=False))
        known = Known({Entity.COMPANY: cursor()}, frozenset({Entity.COMPANY}))
        assert shape(plan(known, abilities))[0] == ("company", "full")

    def test_a_source_without_modification_times_reads_everything(self):
        abilities = dict.fromkeys(ENTITIES, Ability(since=False, period=PeriodFilter.SERVER, by_id=True))
        assert shape(plan(Known({Entity.COMPANY: cursor()}, frozenset()), abilities))[0] == ("company", "full")

    def test_only_a_whole_default_run_looks_for_deletions(self):
        assert "gone" in {reading for _, reading in shape(plan())}
        assert "gone" in {reading for _, reading in shape(plan(dry_run=True))}
        for other in ({"mode": "force"}, {"entities": (Entity.COMPANY,)}):
            assert "gone" not in {reading for _, reading in shape(plan(**other))}

    @given(st.floats(0, 30))
    def test_a_full_pass_is_due_after_the_interval(self, days):
        known = Known({Entity.COMPANY: cursor(full_days_ago=days)}, frozenset())
        assert shape(plan(known))[0][1] == ("full" if days >= SYNC.full_pass_days else "since")

    @pytest.mark.parametrize(
        "change",
        [
            {"entities": (Entity.COMPANY,)},
            {"custom_fields": {Entity.COMPANY: ("x",)}},
            {"mapping": {Entity.COMPANY: EntityMapping(fixed={"status": "Active"})}},
            {"source": SYNC.source.model_copy(update={"id": "other"})},
        ],
    )
    def test_another_mapping_is_read_from_the_start(self, change):
        sync = SYNC.model_copy(update=change)
        assert shape(plan(Known({Entity.COMPANY: cursor()}, frozenset()), sync=sync))[0] == ("company", "full")


class TestOtherRuns:
    @pytest.mark.parametrize(
        "fields",
        [
            {"mode": Mode.FORCE},
            {"entities": (Entity.COMPANY,)},
            {"dry_run": True},
            {"period": Period(first=date(2026, 1, 1), last=date(2026, 1, 1))},
            {"records": (RecordRef(entity=Entity.COMPANY, source_id="1"),)},
            {"retry_of": "x"},
        ],
    )
    def test_move_no_cursor(self, fields):
        built = plan(Known({Entity.COMPANY: cursor()}, frozenset({Entity.COMPANY})), **fields)
        assert built.steps
        assert not any(step.moves_cursor for step in built.steps)

    def test_force_reads_everything_whatever_the_cursors_say(self):
        built = plan(Known({Entity.COMPANY: cursor()}, frozenset({Entity.COMPANY})), mode=Mode.FORCE)
        assert built.force
        assert {step.reading for step in built.steps} == {Reading.FULL}

    def test_retry_of_names_its_execution(self):
        (step,) = plan(Known({}, frozenset({Entity.CONTACT})), retry_of="x").steps
        assert (step.entity, step.reading, step.missing_since) == (Entity.CONTACT, Reading.MISSING, "x")

    def test_named_records_once_each(self):
        refs = tuple(RecordRef(entity=Entity.COMPANY, source_id=name) for name in "aba")
        (step,) = plan(records=refs).steps
        assert step.ids == ("a", "b")


UNDATED = Ability(since=True, period=PeriodFilter.NONE, by_id=True)
DAY = Period(first=date(2026, 1, 1), last=date(2026, 1, 1))


class TestPeriods:
    def test_entities_without_dates_are_left_out_unless_they_are_named(self):
        abilities = {**dict.fromkeys(ENTITIES, FULL), Entity.CONTACT: UNDATED}
        built = plan(abilities=abilities, period=DAY)
        assert Entity.CONTACT not in built.entities
        asked = SyncRequested(tenant="t", sync="s", period=DAY)
        assert list(left_out(asked, SYNC, built)) == [Entity.CONTACT]
        with pytest.raises(RunRefused):
            plan(abilities=abilities, period=DAY, entities=(Entity.CONTACT,))

    def test_without_a_period_nothing_is_left_out(self):
        assert left_out(SyncRequested(tenant="t", sync="s"), SYNC, plan()) == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("fields", "ability", "code"),
        [
            ({"entities": (Entity.ASSET,)}, FULL, "entity_unsupported"),
            (
                {"period": Period(first=date(2026, 1, 1), last=date(2026, 1, 1))},
                Ability(since=True, period=PeriodFilter.NONE, by_id=True),
                "period_unsupported",
            ),
            ({"mode": Mode.FORCE, "confirmed": True}, UNDATED, "period_unsupported"),
            (
                {"records": (RecordRef(entity=Entity.COMPANY, source_id="1"),)},
                Ability(since=True, period=PeriodFilter.SERVER, by_id=False),
                "request_invalid",
            ),
        ],
    )
    def test_what_cannot_be_done_is_said_before_anything_is_read(self, fields, ability, code):
        with pytest.raises(RunRefused) as refused:
            plan(abilities=dict.fromkeys(ENTITIES, ability), **fields)
        assert refused.value.error.code == code
        assert refused.value.error.kind == "configuration"


@given(st.sets(st.sampled_from(ENTITIES)), st.sets(st.sampled_from(ENTITIES)))
def test_the_steps_of_an_entity_stand_together(with_cursor, missing):
    built = plan(Known({entity: cursor(entity) for entity in with_cursor}, frozenset(missing)))
    order = [entity for entity, _ in groupby(step.entity for step in built.steps)]
    assert len(order) == len(set(order))
    ends = [step.entity for at, step in enumerate(built.steps) if built.ends_entity(at)]
    assert ends == order


class TestCursors:
    @given(st.integers(0, 10**6), st.integers(0, 10_000))
    def test_never_passes_the_time_at_which_reading_began(self, minutes, overlap):
        read_from = NOW - timedelta(minutes=minutes)
        after = moved(before=None, mapping="m", read_from=read_from, planned_at=NOW, overlap=timedelta(seconds=overlap))
        assert after.since <= read_from
        assert after.full_at == NOW

    def test_an_incremental_run_does_not_count_as_a_full_pass(self):
        before = cursor()
        after = moved(before=before, mapping="m", read_from=NOW, planned_at=NOW, overlap=timedelta(0))
        assert after.full_at == before.full_at
        assert since_of(after, "m", 7, NOW) == NOW


class TestPeriod:
    @pytest.mark.parametrize(
        ("zone", "first", "last", "hours"),
        [
            ("Europe/Berlin", date(2026, 3, 29), date(2026, 3, 29), 23),
            ("Europe/Berlin", date(2026, 10, 25), date(2026, 10, 25), 25),
            ("UTC", date(2026, 1, 1), date(2026, 1, 31), 31 * 24),
            ("America/Havana", date(2026, 3, 8), date(2026, 3, 8), 23),  # its midnight is skipped
            ("America/Havana", date(2026, 11, 1), date(2026, 11, 1), 25),  # its midnight comes twice
        ],
    )
    def test_days_are_as_long_as_they_are(self, zone, first, last, hours):
        begin, end = instants_of(Period(first=first, last=last), ZoneInfo(zone))
        assert end - begin == timedelta(hours=hours)

    @given(
        st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["Europe/Berlin", "America/Havana", "Asia/Tokyo"])
    )
    def test_neighbouring_days_meet_without_gap_or_overlap(self, day, zone):
        _, end = instants_of(Period(first=day, last=day), ZoneInfo(zone))
        following = day + timedelta(days=1)
        begin, _ = instants_of(Period(first=following, last=following), ZoneInfo(zone))
        assert begin == end
