# ruff: noqa: DTZ001 - nominal wall times have no zone
"""Which occurrences are due: over clock changes, downtimes and edits."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_scheduler.domain.localtime import instant_of
from psasync_scheduler.domain.plan import Due, Progress, Timing, due, moved, preview, start, upcoming
from psasync_scheduler.domain.schedule import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
GRACE = timedelta(hours=12)
NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)  # 14:00 in Berlin


def timing(zone: ZoneInfo = BERLIN, offset: int = 0, **rule) -> Timing:
    return Timing(Schedule(**rule), zone, timedelta(minutes=offset))


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC)


def names(timing: Timing, begin: datetime, count: int) -> list[tuple[str, datetime]]:
    return [(each.name, each.fires_at) for each in preview(timing, start(timing, begin), count)]


class TestClockChanges:
    def test_a_time_that_does_not_exist_fires_once_right_after_the_gap(self):
        assert names(timing(time="02:30"), berlin(2026, 3, 28, 12), 2) == [
            ("2026-03-29", berlin(2026, 3, 29, 3, 0)),
            ("2026-03-30", berlin(2026, 3, 30, 2, 30)),
        ]

    def test_a_time_that_comes_twice_fires_in_the_first_pass_only(self):
        first, second = names(timing(cron="30 2 * * *"), berlin(2026, 10, 24, 12), 2)
        assert first == ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
        assert second[0] == "2026-10-26T02:30"

    def test_every_half_hour_does_not_burst_after_the_gap(self):
        instants = [at for _, at in names(timing(cron="*/30 * * * *"), berlin(2026, 3, 29, 1, 0), 3)]
        assert instants == [berlin(2026, 3, 29, 1, 30), berlin(2026, 3, 29, 3, 0), berlin(2026, 3, 29, 3, 30)]

    def test_every_half_hour_does_not_repeat_the_repeated_hour(self):
        found = names(timing(cron="*/30 * * * *"), datetime(2026, 10, 24, 23, 45, tzinfo=UTC), 4)
        assert [name[-5:] for name, _ in found] == ["02:00", "02:30", "03:00", "03:30"]
        assert found[2][1] - found[1][1] == timedelta(minutes=90)

    def test_starting_in_the_second_pass_does_not_fire_what_was_in_the_first(self):
        second_pass = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
        assert names(timing(cron="30 2 * * *"), second_pass, 1)[0][0] == "2026-10-26T02:30"


class TestDue:
    def test_nothing_yet(self):
        rule = timing(time="15:00")
        found = due(rule, start(rule, NOW), NOW, GRACE)
        assert (found.fire, found.missed) == (None, None)

    def test_on_time(self):
        rule = timing(time="15:00", offset=20)
        progress = start(rule, NOW)
        assert due(rule, progress, berlin(2026, 6, 10, 15, 19, 59), GRACE).fire is None
        found = due(rule, progress, berlin(2026, 6, 10, 15, 20), GRACE)
        assert found.fire is not None
        assert found.fire.name == "2026-06-10"
        assert upcoming(rule, found.progress).name == "2026-06-11"

    def test_a_late_start_within_the_grace_catches_up_once(self):
        rule = timing(cron="0 * * * *")
        found = due(rule, start(rule, NOW), NOW + timedelta(hours=6, minutes=10), GRACE)
        assert found.fire is not None
        assert found.fire.name == "2026-06-10T20:00"
        assert found.missed is not None
        assert (found.missed.first.name, found.missed.last.name, found.missed.count) == (
            "2026-06-10T15:00",
            "2026-06-10T19:00",
            5,
        )

    def test_beyond_the_grace_it_is_missed(self):
        rule = timing(time="15:00")
        found = due(rule, start(rule, NOW), berlin(2026, 6, 12, 14, 0), GRACE)
        assert found.fire is None
        assert found.missed is not None
        assert (found.missed.first.name, found.missed.last.name, found.missed.count) == ("2026-06-10", "2026-06-11", 2)
        assert upcoming(rule, found.progress).name == "2026-06-12"

    def test_months_of_downtime_of_a_frequent_rule_end_in_bounded_work(self):
        rule = timing(cron="* * * * *")
        found = due(rule, start(rule, NOW), NOW + timedelta(days=100), timedelta(minutes=30))
        assert found.fire is not None
        assert found.fire.fires_at == NOW + timedelta(days=100)
        assert found.missed is not None
        assert 2000 <= found.missed.count < 2100


class TestEdits:
    def edit(self, old: Timing, new: Timing, begin: datetime, now: datetime):
        """(name, instant) of the next firing after an edit at `now` of a schedule that has run since `begin`."""
        progress = due(old, start(old, begin), now, GRACE).progress
        following = upcoming(new, moved(old, new, progress, now))
        return following.name, following.fires_at

    def test_later_on_a_day_that_has_fired_waits_for_the_next(self):
        old, new = timing(time="01:00"), timing(time="15:00")
        assert self.edit(old, new, berlin(2026, 6, 9, 12), NOW) == ("2026-06-11", berlin(2026, 6, 11, 15, 0))

    def test_a_smaller_window_loses_none_of_what_it_puts_into_the_past(self):
        old, new = timing(cron="*/30 * * * *", offset=45), timing(cron="*/30 * * * *")
        progress, now = Progress(datetime(2026, 6, 10, 11, 30), fired=True), berlin(2026, 6, 10, 12, 40)
        assert upcoming(old, progress).fires_at == berlin(2026, 6, 10, 12, 45)
        decision = due(new, moved(old, new, progress, now), now, timedelta(hours=12))
        assert decision.missed is not None
        assert decision.fire is not None
        assert (decision.missed.first.name, decision.missed.count) == ("2026-06-10T12:00", 1)
        assert decision.fire.name == "2026-06-10T12:30"

    def test_later_on_a_day_that_has_not_fired_fires_then(self):
        old, new = timing(time="15:00"), timing(time="16:00")
        assert self.edit(old, new, berlin(2026, 6, 9, 20), NOW) == ("2026-06-10", berlin(2026, 6, 10, 16, 0))

    def test_moved_into_the_past_of_a_day_that_has_not_fired_it_is_due_at_once(self):
        old, new = timing(time="15:00"), timing(time="13:00")
        assert self.edit(old, new, berlin(2026, 6, 9, 20), NOW) == ("2026-06-10", berlin(2026, 6, 10, 13, 0))

    def test_a_smaller_window_makes_up_for_the_slot_it_has_passed(self):
        old, new = timing(time="13:30", offset=50), timing(time="13:30", offset=5)
        assert self.edit(old, new, berlin(2026, 6, 9, 20), NOW) == ("2026-06-10", berlin(2026, 6, 10, 13, 35))

    def test_from_monthly_to_every_five_minutes_makes_up_for_nothing(self):
        old, new = timing(cron="0 1 1 * *"), timing(cron="*/5 * * * *")
        assert self.edit(old, new, berlin(2026, 5, 20), NOW) == ("2026-06-10T14:05", NOW + timedelta(minutes=5))

    def test_from_daily_to_cron_goes_on_the_same_day(self):
        old, new = timing(time="01:00"), timing(cron="0 * * * *")
        assert self.edit(old, new, berlin(2026, 6, 9, 20), NOW)[0] == "2026-06-10T15:00"

    def test_another_zone_does_not_fire_a_date_again(self):
        old = timing(time="01:00", zone=ZoneInfo("Pacific/Auckland"))
        new = timing(time="01:00", zone=ZoneInfo("America/Los_Angeles"))
        auckland = datetime(2026, 6, 10, 2, 0, tzinfo=ZoneInfo("Pacific/Auckland")).astimezone(UTC)
        assert self.edit(old, new, auckland - timedelta(days=2), auckland)[0] == "2026-06-11"

    @settings(max_examples=60)
    @given(
        st.sampled_from(["00:10", "02:30", "13:00", "23:50"]),
        st.sampled_from(["00:10", "02:30", "13:00", "23:50"]),
        st.integers(0, 720),
        st.integers(0, 720),
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)),
    )
    def test_whatever_the_edit_each_local_date_fires_or_is_missed_exactly_once(
        self, first, second, old_offset, new_offset, at
    ):
        """A daily schedule edited at any moment: no date is left out, none comes twice."""
        begin = at.replace(microsecond=0, tzinfo=UTC) - timedelta(days=3)
        now = begin + timedelta(days=3)
        old, new = timing(time=first, offset=old_offset), timing(time=second, offset=new_offset)
        fired, progress, clock = [], start(old, begin), begin
        while clock < now + timedelta(days=4):
            # What is due when an edit comes is fired before it.
            found = due(old if clock <= now else new, progress, clock, timedelta(days=2))
            progress = found.progress
            # Two dates come at one moment if an edit puts last night's slot and tonight's into the past.
            if found.missed is not None:
                assert found.missed.count == 1
                assert found.fire is not None
                fired.append(found.missed.last.name)
            fired += [found.fire.name] if found.fire else []
            if clock == now:
                progress = moved(old, new, progress, now)
            clock += timedelta(minutes=30)
        dates = [datetime.fromisoformat(name).date() for name in fired]
        assert dates == [dates[0] + timedelta(days=days) for days in range(len(dates))]


zones = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime", "posixrules"}))
times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
minutes = st.sampled_from(["0", "30", "*/30", "17", "5,45", "59"])
hours = st.sampled_from(["*", "*/2", "0", "1-4", "2", "23", "0,2,3"])
days = st.sampled_from(["* * *", "*/2 * *", "* * 0", "25-31 * *", "* 3,10 1-7"])
rules = st.one_of(
    st.builds(lambda time: {"time": time}, times),
    st.builds(lambda *parts: {"cron": " ".join(parts)}, minutes, hours, days),
)


def days_of_change(zone: ZoneInfo, year: int) -> list[datetime]:
    """The days of a year on which the zone's clocks change; the first of July if there are none."""
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    return [noons[day] for day in range(1, 365) if offsets[day] != offsets[day - 1]] or [noons[181]]


class TestReplicas:
    @settings(max_examples=150)
    @given(zones, rules, st.integers(0, 120), st.integers(2020, 2040), st.integers())
    def test_three_replicas_fire_each_occurrence_exactly_once(self, name, rule, offset, year, seed):
        """Replicas with stale reads and crashes between insert and advance, over a clock change of any zone.

        The store is what the database gives: a unique name, and a plan that moves only from what was read.
        """
        chance = random.Random(seed)
        zone = ZoneInfo(name)
        plan = timing(zone=zone, offset=offset, **rule)
        begin = chance.choice(days_of_change(zone, year)) - timedelta(hours=chance.randint(12, 48))
        stored: Progress = start(plan, begin)
        fired: dict[str, datetime] = {}
        clock = begin
        while clock < begin + timedelta(days=3):
            # As the tick does: at the next firing, or before it.
            following = max(upcoming(plan, stored).fires_at, clock + timedelta(seconds=1))
            clock = min(clock + timedelta(minutes=chance.randint(5, 90)), following)
            reads = [stored for _ in range(3)]
            for replica in chance.sample(range(3), 3):
                found = self.decide(plan, reads[replica], clock, fired)
                assert found.missed is None
                if found.fire is not None:
                    fired.setdefault(found.fire.name, found.fire.fires_at)
                crashed = chance.random() < 0.5
                if not crashed and stored == reads[replica]:
                    stored = found.progress
        assert sorted(fired.values()) == self.expected(plan, zone, begin, clock)

    @staticmethod
    def decide(plan: Timing, progress: Progress, clock: datetime, taken: dict[str, datetime]) -> Due:
        found = due(plan, progress, clock, GRACE)
        while found.missed is not None:
            first, last = found.missed.first.name, found.missed.last.name
            known = max((name for name in taken if first <= name <= last), default=None)
            if known is None:
                break
            found = due(plan, Progress(datetime.fromisoformat(known), fired=True), clock, GRACE)
        return found

    @staticmethod
    def expected(plan: Timing, zone: ZoneInfo, begin: datetime, end: datetime) -> list[datetime]:
        """By brute force: every wall minute that the rule names, at its instant; one firing per instant and name."""
        wall = begin.astimezone(zone).replace(tzinfo=None, second=0) - timedelta(days=2)
        found: dict[datetime, None] = {}
        while wall < end.astimezone(zone).replace(tzinfo=None) + timedelta(days=1):
            wall = plan.schedule.nominal_after(wall)
            instant = instant_of(wall, zone) + plan.offset
            if begin < instant <= end:
                found[instant] = None
        return sorted(found)
