"""Values as people read them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_BYTES = ("B", "kB", "MB", "GB", "TB")
_SHORT_ID = 13


def word(value: Any) -> str:
    """A value of an enumeration, a number, a text; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.value if isinstance(value, Enum) else value)


def moment(value: datetime | None, zone: Any = None) -> str:
    """In the machine's zone, or another, to the second; today's without the date."""
    if value is None:
        return ""
    local = value.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}"


def duration(value: timedelta | float | None) -> str:
    """Seconds or a timedelta, in its two largest units: `2 min 5 s`, `0.4 s`."""
    if value is None:
        return ""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    if seconds < 10:
        return f"{seconds:.1f} s"
    left, parts = round(seconds), list[str]()
    for size, unit in _UNITS:
        if left >= size and len(parts) < 2:
            parts.append(f"{left // size} {unit}")
            left %= size
    return " ".join(parts)


def milliseconds(value: int | None) -> str:
    return "" if value is None else duration(value / 1000)


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """`5 min ago`, `in 2 h`; nothing for None."""
    if value is None:
        return ""
    seconds = ((now or datetime.now(UTC)) - value).total_seconds()
    distance = duration(max(1.0, float(round(abs(seconds))))).split(" ")
    text = " ".join(distance[:2]).replace(".0", "")
    return f"{text} ago" if seconds >= 0 else f"in {text}"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def size(value: float) -> str:
    """Bytes in the largest unit that leaves a number above one."""
    power = 0
    while value >= 1000 and power < len(_BYTES) - 1:
        value, power = value / 1000, power + 1
    return f"{value:.0f} {_BYTES[power]}" if power == 0 else f"{value:.1f} {_BYTES[power]}"


def counts(values: Mapping[Any, int]) -> str:
    """`created 12, rejected 2`: what there is any of."""
    return ", ".join(f"{word(name)} {number(count)}" for name, count in values.items() if count)


def short(identifier: str | None) -> str:
    """The beginning of an id, long enough to be told apart, and accepted wherever an id is."""
    return (identifier or "")[:_SHORT_ID]


def cut(text: str, length: int = 160) -> str:
    """Its beginning, with a mark where something is left out."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def joined(values: Any) -> str:
    return ", ".join(word(value) for value in values)
