"""The filters of a list: those by time, and by activity. Filters that nobody knows are passed over, as BMS does."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from psasync_simulator.data.rows import Row
from psasync_simulator.kaseya_bms.answers import invalid

Test = Callable[[Row], bool]


class Filters(NamedTuple):
    test: Test | None  # None: all rows
    updated_from: int | None  # rows that were not touched since then cannot pass


def filters_of(query: dict[str, str], changed: str = "modifiedon") -> Filters:
    """`query` by lower-case name; `changed`: what the list calls the time of the last change.

    Raises `Refused` for what cannot be understood.
    """
    names = [f"{field}{end}" for field in (changed, "createdon") for end in ("from", "to")]
    asked = {name: _seconds(query[f"filter.{name}"], name) for name in names if query.get(f"filter.{name}")}
    times = {name.replace(changed, "modifiedon"): time for name, time in asked.items()}
    active = query.get("filter.isactive", "").lower()
    if active not in {"", "true", "false"}:
        raise invalid("Filter.IsActive")
    if not times and not active:
        return Filters(None, None)
    return Filters(_test(times, active), times.get("modifiedonfrom"))


def _test(times: dict[str, int], active: str) -> Test:
    updated_from, updated_to = times.get("modifiedonfrom", 0), times.get("modifiedonto")
    created_from, created_to = times.get("createdonfrom", 0), times.get("createdonto")

    def passes(row: Row) -> bool:
        entered, updated = row.stamps
        return (
            updated >= updated_from
            and entered >= created_from
            and (updated_to is None or updated <= updated_to)
            and (created_to is None or entered <= created_to)
            and (not active or row.record.get("isActive") is (active == "true"))
        )

    return passes


def _seconds(text: str, name: str) -> int:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(f"Filter.{name}") from None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())
