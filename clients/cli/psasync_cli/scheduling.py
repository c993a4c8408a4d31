"""Schedules, as they are given and as they are shown."""

from typing import Any

from psasync_cli.errors import usage
from psasync_cli.output.column import Column
from psasync_cli.output.words import ago, word
from psasync_client.models.scheduler import Firing, Schedule

FIRINGS = (
    Column("fires at", "at", lambda firing: f"{firing.at:%a %Y-%m-%d %H:%M:%S}"),
    Column("zone", "utc_offset"),
    Column("", "at", lambda firing: ago(firing.at)),
    Column("by the rule", "nominal", lambda firing: firing.nominal.replace("T", " ")),
    Column("remark", "remark", wide=True),
)
FIRINGS_SHOWN = 5


def schedule_body(time: str | None, cron: str | None, spread: int | None, *, enabled: bool = True) -> dict[str, Any]:
    """As the API takes it. Raises `CliError` unless exactly one of `time` and `cron` is given."""
    if (time is None) == (cron is None):
        raise usage("A schedule is either --time HH:MM or --cron.")
    body: dict[str, Any] = {"time": time} if time is not None else {"cron": cron}
    if spread is not None:
        body["spread_minutes"] = spread
    return {**body, "enabled": enabled}


def schedule_text(schedule: Schedule | None) -> str:
    if schedule is None:
        return "none: it runs when somebody asks"
    rule = f"every day at {schedule.time}" if schedule.time else f"cron {schedule.cron}"
    spread = f", spread over {schedule.spread_minutes} min" if schedule.spread_minutes else ""
    return f"{rule}{spread}" if schedule.enabled else f"switched off ({rule}{spread})"


def firing_text(firing: Firing) -> str:
    """On one line."""
    remark = f" ({word(firing.remark)})" if firing.remark else ""
    return f"{firing.at:%a %Y-%m-%d %H:%M:%S} {firing.utc_offset}{remark}"
