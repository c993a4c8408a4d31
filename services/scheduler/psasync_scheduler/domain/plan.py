"""Which occurrences of a schedule are due, which are missed, and when the next one fires. Pure rules."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from psasync_scheduler.domain.localtime import exists, instant_of, local
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.slots import Slot

# After so many missed occurrences of one sync the rest up to the grace is not counted one by one.
MOST_COUNTED = 2000


@dataclass(frozen=True, slots=True)
class Timing:
    """A schedule in its place: rule, zone, and the sync's share of the window."""

    schedule: Schedule
    zone: ZoneInfo
    offset: timedelta

    @classmethod
    def of(cls, schedule: Schedule, zone: ZoneInfo, sync: str, slot: Slot | None = None) -> "Timing":
        return cls(schedule, zone, schedule.offset(sync, slot))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a schedule has come. Everything up to `after` (naive, local) is dealt with.

    `fired`: `after` is an occurrence and not just a moment, so for a daily time its whole date is done with.
    """

    after: datetime
    fired: bool


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One firing: its name, its nominal wall time, and the instant at which it is sent."""

    name: str
    nominal: datetime
    fires_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """Neighbouring occurrences that came and went without a scheduler. `count` is at least their number."""

    first: Occurrence
    last: Occurrence
    count: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done at an instant, and how far the schedule has come then."""

    fire: Occurrence | None
    missed: Missed | None
    progress: Progress
    following: Occurrence


def upcoming(timing: Timing, progress: Progress) -> Occurrence:
    """The next occurrence. Nominal times that fall on one instant, because clocks leave them out, are one."""
    schedule, zone = timing.schedule, timing.zone
    after = progress.after
    if progress.fired and schedule.daily:
        after = after.replace(hour=23, minute=59, second=59, microsecond=999_999)
    nominal = schedule.nominal_after(after)
    instant = instant_of(nominal, zone)
    while not exists(nominal, zone):
        following = schedule.nominal_after(nominal)
        if instant_of(following, zone) != instant:
            break
        nominal = following
    return Occurrence(schedule.name(nominal), nominal, instant + timing.offset)


def start(timing: Timing, now: datetime) -> Progress:
    """The progress of a schedule that begins now: nothing that lies behind counts as missed."""
    progress = Progress(local(now - timing.offset, timing.zone), fired=False)
    # In the second pass of a repeated hour wall times lie ahead whose only firing is behind.
    while (occurrence := upcoming(timing, progress)).fires_at <= now:
        progress = Progress(occurrence.nominal, fired=False)
    return progress


def due(timing: Timing, progress: Progress, now: datetime, grace: timedelta) -> Due:
    """The latest occurrence that has come fires, if it is not older than `grace`; those before it are missed."""
    first = latest = before_latest = None
    count = 0
    while (occurrence := upcoming(timing, progress)).fires_at <= now:
        first, before_latest, latest = first or occurrence, latest, occurrence
        count += 1
        progress = Progress(occurrence.nominal, fired=True)
        if count == MOST_COUNTED:
            progress = _not_before(progress, local(now - grace - timing.offset, timing.zone))
    if first is None or latest is None:
        return Due(None, None, progress, occurrence)
    if now - latest.fires_at > grace:
        return Due(None, Missed(first, latest, count), progress, occurrence)
    missed = Missed(first, before_latest, count - 1) if before_latest is not None else None
    return Due(latest, missed, progress, occurrence)


def _not_before(progress: Progress, moment: datetime) -> Progress:
    return progress if progress.after >= moment else Progress(moment, fired=False)


def moved(old: Timing, new: Timing, progress: Progress, now: datetime) -> Progress:
    """The progress after an edit of rule, window or zone. What was due before the edit has been fired.

    A firing that was still to come today stays owed: if the new rule puts it into the past, it fires at once. What
    the new rule would have done before the edit beyond that is neither made up for nor missed.
    """
    if upcoming(new, progress).fires_at > now or _same_times(old, new):
        return progress
    owed_from = upcoming(old, progress).nominal.date()
    if owed_from > local(now, new.zone).date():
        return start(new, now)
    passed = _passed(new, progress, now, owed_from)
    if not passed:
        return start(new, now)
    # Daily ones have a name each, and none goes without a word; of a denser rule one firing is owed.
    oldest_owed = passed[0] if new.schedule.daily else passed[-1]
    return Progress(oldest_owed.nominal - timedelta(seconds=1), fired=False)


def _same_times(old: Timing, new: Timing) -> bool:
    """Only the window differs: what has not fired yet is owed as before, however many there are."""
    times = [(each.schedule.time, each.schedule.cron, each.zone) for each in (old, new)]
    return times[0] == times[1]


def _passed(timing: Timing, progress: Progress, now: datetime, first: date) -> list[Occurrence]:
    """The occurrences from a local date on that have come; none if there are too many to tell."""
    earliest = datetime.combine(first, time.min) - timedelta(seconds=1)
    if progress.after < earliest:
        progress = Progress(earliest, fired=False)
    passed: list[Occurrence] = []
    while (occurrence := upcoming(timing, progress)).fires_at <= now:
        passed.append(occurrence)
        progress = Progress(occurrence.nominal, fired=True)
        if len(passed) > MOST_COUNTED:
            return []
    return passed


def preview(timing: Timing, progress: Progress, count: int) -> list[Occurrence]:
    """The next firings, earliest first."""
    occurrences: list[Occurrence] = []
    for _ in range(count):
        occurrences.append(upcoming(timing, progress))
        progress = Progress(occurrences[-1].nominal, fired=True)
    return occurrences
