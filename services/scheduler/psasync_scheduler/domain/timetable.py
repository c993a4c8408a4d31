"""From a stored sync to its timing, and back to what is stored of its plan."""

from datetime import datetime

from psasync_scheduler.domain.catalog import Plan, Sync
from psasync_scheduler.domain.localtime import zone_of
from psasync_scheduler.domain.plan import Occurrence, Progress, Timing, moved, start, upcoming
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.slots import Slot


def timing_of(sync: Sync, zone: str) -> Timing | None:
    """None while the sync does not run by itself."""
    schedule = sync.schedule
    return timing_for(schedule, zone, sync.id, sync.slot) if schedule and schedule.enabled and sync.active else None


def timing_for(schedule: Schedule, zone: str, sync: str, slot: Slot | None = None) -> Timing:
    return Timing.of(schedule, zone_of(zone), sync, slot)


def progress_of(plan: Plan) -> Progress:
    return Progress(datetime.fromisoformat(plan.after), plan.fired)


def planned(timing: Timing, progress: Progress, following: Occurrence | None = None) -> tuple[Plan, Occurrence]:
    """What to store, and the occurrence that is next, which is looked for if it is not known."""
    following = following or upcoming(timing, progress)
    plan = Plan(after=progress.after.isoformat(), fired=progress.fired, zone=timing.zone.key, next_name=following.name)
    return plan, following


def progress_after_edit(before: Sync, new: Timing, now: datetime) -> Progress:
    """How far the edited schedule of a sync has come: from now on if it did not run by itself before."""
    if before.plan is None or before.schedule is None:
        return start(new, now)
    old = timing_for(before.schedule, before.plan.zone, before.id, before.slot)
    return moved(old, new, progress_of(before.plan), now)
