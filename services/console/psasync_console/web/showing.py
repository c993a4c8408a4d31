"""Words and numbers as people read them: what templates show times, counts and statuses with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SECOND_MS = 1_000
_MINUTE_MS = 60 * _SECOND_MS
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS
_THIN_SPACE = "\u202f"
_NOTHING = "\u2013"


@dataclass(frozen=True, slots=True)
class Badge:
    """A status as it is shown. `tone` is one of the palette's names; `meaning` is what it says to a person."""

    label: str
    tone: str
    icon: str
    meaning: str


STATUSES: Mapping[str, Badge] = {
    "queued": Badge("QUEUED", "azure", icon="clock", meaning="It waits for its turn and starts by itself."),
    "in_progress": Badge(
        "IN PROGRESS", "blue", icon="loader-2", meaning="It runs; logs and results may be incomplete until it ends."
    ),
    "finished": Badge("FINISHED", "green", icon="circle-check", meaning="Everything was read, and nothing went wrong."),
    "finished_with_warnings": Badge(
        "FINISHED ⚠︎", "yellow", icon="circle-check", meaning="It completed, and at least one record needs a look."
    ),
    "error": Badge("ERROR", "red", icon="circle-x", meaning="It did not complete; its page says why and what to do."),
    "canceled": Badge("CANCELED", "secondary", icon="ban", meaning="Somebody stopped it, or it joined another."),
}
OUTCOMES: Mapping[str, Badge] = {
    "no_change": Badge("No change", "secondary", icon="equal", meaning="Nothing was different."),
    "success": Badge("Success", "green", icon="circle-check", meaning="Something was created, updated or deleted."),
    "warning": Badge("Warning", "yellow", icon="alert-triangle", meaning="Some records were skipped or warned about."),
    "failure": Badge("Failure", "red", icon="circle-x", meaning="The run failed, or records were refused."),
}
STATES: Mapping[str, Badge] = {
    "active": Badge("Active", "green", icon="circle-check", meaning="Works as set up."),
    "paused": Badge("Paused", "yellow", icon="player-pause", meaning="Nothing starts by itself until it is resumed."),
    "archived": Badge("Archived", "secondary", icon="archive", meaning="Put away; nothing runs."),
    "expired": Badge("Expired", "secondary", icon="clock-off", meaning="Its time is over."),
    "revoked": Badge("Revoked", "red", icon="ban", meaning="Somebody ended it."),
}
ERROR_KINDS: Mapping[str, str] = {
    "authentication": "Sign-in at the PSA refused",
    "authorization": "A permission is missing at the PSA",
    "connectivity": "The PSA cannot be reached",
    "technical": "A technical fault",
    "configuration": "The set-up is wrong",
}
SYSTEMS: Mapping[str, str] = {
    "connectwise": "ConnectWise PSA",
    "autotask": "Autotask",
    "halopsa": "HaloPSA",
    "syncro": "Syncro",
    "kaseya_bms": "Kaseya BMS",
    "http_source": "HTTP source",
    "http_endpoint": "HTTP endpoint",
}
ENTITIES: Mapping[str, str] = {
    "company": "Companies",
    "company_status": "Company statuses",
    "company_site": "Sites",
    "contact": "Contacts",
    "asset": "Assets",
    "product": "Products",
    "ticket_board": "Ticket boards",
    "ticket_priority": "Ticket priorities",
    "ticket_status": "Ticket statuses",
}


def word(value: Any) -> str:
    """The plain text of an enum's member or a text; a newer service may send one that is not known here."""
    return str(value.value if isinstance(value, Enum) else value)


def badge_of(kinds: Mapping[str, Badge], value: Any) -> Badge:
    text = word(value)
    return kinds.get(text) or Badge(text.replace("_", " "), "secondary", icon="help-circle", meaning="")


def name_of(names: Mapping[str, str], value: Any) -> str:
    text = word(value)
    return names.get(text) or text.replace("_", " ").capitalize()


def number(value: float | None) -> str:
    """Grouped by thin spaces: 12 345 678."""
    return _NOTHING if value is None else f"{value:,}".replace(",", _THIN_SPACE)


def size(octets: int) -> str:
    """In decimal units: 1.2 MB."""
    value, unit = float(octets), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def duration(milliseconds: float | None) -> str:
    """The two largest units: 2 h 5 min; below ten seconds with a tenth."""
    if milliseconds is None:
        return _NOTHING
    if milliseconds < 10 * _SECOND_MS:
        return f"{milliseconds / 1000:.1f} s"
    whole = round(milliseconds / 1000)
    for unit, name, below, below_name in ((86_400, "d", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= unit:
            rest = whole % unit // below
            return f"{whole // unit} {name} {rest} {below_name}" if rest else f"{whole // unit} {name}"
    return f"{whole} s"


def moment(value: datetime, zone: str | None = None) -> str:
    """Without a script: in the zone, else UTC, and it says so. 28 Nov 2026, 20:55 UTC."""
    try:
        local = value.astimezone(ZoneInfo(zone) if zone else UTC)
    except (ZoneInfoNotFoundError, ValueError):
        local = value.astimezone(UTC)
    return f"{local.day} {local:%b %Y, %H:%M} {local.tzname()}"


def iso(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def share(part: float, whole: float) -> str:
    """Per cent, without decimals; never 0 for something, never 100 for less than all."""
    if not whole:
        return _NOTHING
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "< 1 %"
    return f"{99 if 99 < percent < 100 else round(percent)} %"


def plural(count: int, one: str, many: str | None = None) -> str:
    """12 345 records; 1 record."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": number,
    "duration": duration,
    "size": size,
    "moment": moment,
    "iso": iso,
    "word": word,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "status_badge_of": lambda value: badge_of(STATUSES, value),
    "outcome_badge_of": lambda value: badge_of(OUTCOMES, value),
    "state_badge_of": lambda value: badge_of(STATES, value),
    "error_kind": lambda value: name_of(ERROR_KINDS, value),
    "system_name": lambda value: name_of(SYSTEMS, value),
    "entity_name": lambda value: name_of(ENTITIES, value),
    "plural": plural,
    "role_options": lambda roles: [(role, role.capitalize()) for role, _ in roles],
    "pairs": lambda values: [(each, each) for each in values],
    "share": share,
    "fresh_key": lambda: str(uuid4()),
}
