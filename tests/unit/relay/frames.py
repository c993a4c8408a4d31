"""Reads server-sent events as a client does, and makes what the relay's parts need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync_tickets_relay.domain.filters import traits_of
from psasync_tickets_relay.domain.resume import Place, ResumeIds
from psasync_tickets_relay.domain.window import Entry
from psasync_tickets_relay.outbound import encoding

IDS = ResumeIds(cluster="cluster", topic="t.tickets", partitions=2)


@dataclass(frozen=True)
class Frame:
    event: str | None
    id: str | None
    data: str
    comments: tuple[str, ...] = ()

    @property
    def json(self):
        return orjson.loads(self.data)


def parse(text: bytes | str) -> list[Frame]:
    decoded = text.decode() if isinstance(text, bytes) else text
    return [_frame(block) for block in decoded.split("\n\n") if block]


def _frame(block: str) -> Frame:
    fields: dict[str, list[str]] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name, []).append(value.removeprefix(" "))
    return Frame(
        event=fields.get("event", [None])[-1],
        id=fields.get("id", [None])[-1],
        data="\n".join(fields.get("data", [])),
        comments=tuple(fields.get("", [])),
    )


def ticket(tenant: str = "acme", *, kind: TicketKind = TicketKind.UPDATED, board: str | None = "1", **fields):
    given = {"ticket_id": "7", "connection": "c-1", "system": System.CONNECTWISE, "received_at": datetime.now(UTC)}
    return TicketChanged(
        tenant=tenant, kind=kind, board=Named(id=board, name=f"Board {board}") if board else None, **given | fields
    )


def entry(offset: int, event: TicketChanged | None = None, *, partition: int = 0, timestamp_ms: int = 0) -> Entry:
    event = event or ticket(ticket_id=str(offset))
    resume_id = IDS.write(Place(partition, offset + 1))
    return Entry(offset, timestamp_ms, traits_of(event), encoding.ticket(resume_id, event.model_dump_json().encode()))
