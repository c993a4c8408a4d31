"""What the history is filtered by. It lives in the address, so that a link, a reload and the back button keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Self, TypeAlias
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Depends, Request

_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Texts as they stand in the address; `first` and `last` are days, both included."""

    tenant: str = ""
    sync: str = ""
    status: str = ""
    outcome: str = ""
    trigger: str = ""
    mode: str = ""
    requested_by: str = ""
    first: str = ""
    last: str = ""
    text: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        return cls(**{each.name: given.get(each.name, "").strip()[:_MOST_CHARACTERS] for each in fields(cls)})

    def __bool__(self) -> bool:
        return bool(self.chosen)

    @property
    def chosen(self) -> dict[str, str]:
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def narrow(self) -> bool:
        """Whether more is chosen than whose runs they are."""
        return bool(self.chosen.keys() - {"tenant"})

    def asked(self, zone: str | None) -> dict[str, Any]:
        """For the client. Days are those of `zone`, else of UTC; what is no day is left out."""
        plain = ("tenant", "sync", "status", "outcome", "trigger", "mode", "requested_by", "text")
        begin, end = _day(self.first), _day(self.last)
        return {
            **{name: getattr(self, name) or None for name in plain},
            "from_": _midnight(begin, zone) if begin else None,
            "to": _midnight(end + timedelta(days=1), zone) if end else None,
        }


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(1970, 1, 2) <= found <= date(9000, 1, 1) else None


def _midnight(day: date, zone: str | None) -> datetime:
    try:
        return datetime.combine(day, time.min, ZoneInfo(zone) if zone else UTC)
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.combine(day, time.min, UTC)


def _of_address(request: Request) -> HistoryFilter:
    return HistoryFilter.of(request.query_params)


Filter: TypeAlias = Annotated[HistoryFilter, Depends(_of_address)]
