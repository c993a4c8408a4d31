"""A schedule as a form, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psasync_client.models.scheduler import Schedule
from psasync_console.web.forms import Form

NEVER, DAILY, CRON = "never", "daily", "cron"
_USUAL_TIME = "01:30"
_USUAL_WINDOW = 60


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    rule: str  # never, daily or cron
    time: str
    cron: str
    window: str  # minutes

    @classmethod
    def of(cls, schedule: Schedule | None, *, new: bool = False) -> ScheduleForm:
        """`new`: of a sync that has never had one: every night is what most people want."""
        if schedule is None:
            return cls(DAILY if new else NEVER, _USUAL_TIME, "", str(_USUAL_WINDOW))
        rule = NEVER if not schedule.enabled else CRON if schedule.cron else DAILY
        return cls(rule, schedule.time or _USUAL_TIME, schedule.cron or "", str(schedule.spread_minutes))

    @classmethod
    def sent(cls, form: Form) -> ScheduleForm:
        return cls(form.one("rule", NEVER), form.one("time"), form.one("cron"), form.one("window"))

    def body(self) -> dict[str, Any] | None:
        """None: the sync does not run by itself."""
        if self.rule not in {DAILY, CRON}:
            return None
        window: int | str = int(self.window) if self.window.isascii() and self.window.isdecimal() else self.window
        rule = {"time": self.time} if self.rule == DAILY else {"cron": self.cron}
        return {**rule, "spread_minutes": window}


FIELDS = ("schedule.time", "schedule.cron", "schedule.spread_minutes", "schedule")
