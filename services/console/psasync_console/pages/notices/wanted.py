"""Which notices somebody looks at: what stands in the address of the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, TypeAlias
from urllib.parse import urlencode

from fastapi import Depends, Query

Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`first` and `last` are days, both included."""

    tenant: str = ""
    kind: str = ""
    channel: str = ""
    execution: str = ""
    first: str = ""
    last: str = ""

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value})


def midnight(day: str, days: int = 0) -> datetime | None:
    """The beginning of a day in UTC, or of one so many days later; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def _wanted(
    tenant: Text = "", kind: Text = "", channel: Text = "", execution: Text = "", first: Text = "", last: Text = ""
) -> Wanted:
    return Wanted(tenant, kind, channel, execution, first, last)


InAddress: TypeAlias = Annotated[Wanted, Depends(_wanted)]
