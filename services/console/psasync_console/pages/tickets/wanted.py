"""Which tickets somebody watches: what stands in the address of the page and of its stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias
from urllib.parse import urlencode

from fastapi import Depends, Query

from psasync_client.models.common import TicketKind

KINDS = (("created", "Created"), ("updated", "Updated"), ("note", "Notes"), ("deleted", "Deleted"))
_LISTS = ("board", "status", "priority")
_MOST = 20

Text = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Several boards, statuses or priorities are parted by commas."""

    board: str = ""
    status: str = ""
    priority: str = ""
    kind: str = ""

    @property
    def query(self) -> str:
        chosen = {name: getattr(self, name) for name in (*_LISTS, "kind")}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def filtered(self) -> bool:
        return bool(self.query)


def parts(text: str) -> list[str] | None:
    """As the relay is asked; None: all."""
    return [part for part in (part.strip() for part in text.split(",")) if part][:_MOST] or None


def _wanted(board: Text = "", status: Text = "", priority: Text = "", kind: Text = "") -> Wanted:
    return Wanted(board, status, priority, kind if kind in set(TicketKind) else "")


InAddress: TypeAlias = Annotated[Wanted, Depends(_wanted)]
