"""What the page of live tickets shows, and how its stream goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from psasync_client import Event
from psasync_client.models.common import TicketChanged
from psasync_client.models.relay import MissedTickets
from psasync_console.pages.tickets import streaming
from psasync_console.pages.tickets.view import gap_words, ticket_line
from psasync_console.pages.tickets.wanted import Wanted, parts

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def ticket(**fields: Any) -> TicketChanged:
    return TicketChanged.model_validate(
        {
            "connection": "c1",
            "tenant": "t1",
            "system": "connectwise",
            "kind": "updated",
            "ticket_id": "9",
            "received_at": NOW,
            **fields,
        }
    )


class TestLine:
    def test_names_stand_before_ids(self):
        line = ticket_line(ticket(board={"id": "1", "name": "Service"}, status={"id": "7"}, number="T-9"))
        assert (line.number, line.board, line.status, line.priority) == ("T-9", "Service", "7", "")
        assert line.kind.label == "Updated"

    def test_what_is_known_in_part_or_was_found_by_asking_says_so(self):
        line = ticket_line(ticket(partial=True, repaired=True))
        assert (line.number, line.partial, line.repaired, line.at) == ("9", True, True, NOW)


def test_gaps_are_told_in_words():
    words = gap_words(MissedTickets(reason="expired", from_=None, to="x"))
    assert "about a minute" in words
    assert "may be missing" in words
    assert "interrupted" in gap_words(MissedTickets(reason="something-new", from_=None, to="x"))


class TestWanted:
    def test_several_are_parted_by_commas(self):
        assert parts(" Service Desk, Projects ,,") == ["Service Desk", "Projects"]
        assert parts(" , ") is None
        assert parts("") is None

    def test_the_address_holds_what_is_given(self):
        assert Wanted(board="A, B", kind="note").query == "board=A%2C+B&kind=note"
        assert not Wanted().filtered


class Source:
    """Gives what it is told to, then stays silent; `last_event_id` moves as by heartbeats."""

    def __init__(self, *events: Event[Any], then: str | None = None) -> None:
        self.last_event_id: str | None = None
        self.closed = False
        self._events = list(events)
        self._then = then

    async def __anext__(self) -> Event[Any]:
        if self._events:
            event = self._events.pop(0)
            self.last_event_id = event.id
            return event
        self.last_event_id = self._then or self.last_event_id
        await asyncio.Event().wait()
        raise AssertionError

    def __aiter__(self) -> AsyncIterator[Event[Any]]:
        return self

    async def aclose(self) -> None:
        self.closed = True


class TestStream:
    async def test_events_carry_their_place(self, monkeypatch):
        monkeypatch.setattr(streaming, "PLACE_SECONDS", 0.01)
        gap = MissedTickets(reason="lost", from_=None, to="p:2")
        source = Source(Event("p:1", "ticket", ticket()), Event("p:2", "gap", gap), then="p:5")
        told = streaming.events(source, lambda name, **_: name)  # type: ignore[arg-type]
        seen = [await anext(told) for _ in range(3)]
        assert [(each.event, each.data, each.id) for each in seen] == [
            ("ticket", "tickets/ticket.html", "p:1"),
            ("gap", "tickets/gap.html", "p:2"),
            ("place", "quiet", "p:5"),
        ]
        await told.aclose()
        assert source.closed

    async def test_a_quiet_stream_tells_its_place_soon_and_once(self, monkeypatch):
        monkeypatch.setattr(streaming, "FIRST_PLACE_SECONDS", 0.01)
        monkeypatch.setattr(streaming, "PLACE_SECONDS", 0.01)
        source = Source(then="p:7")
        told = streaming.events(source, lambda name, **_: name)  # type: ignore[arg-type]
        assert (await anext(told)).id == "p:7"
        again = asyncio.ensure_future(anext(told))
        await asyncio.sleep(0.05)
        assert not again.done()
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
        assert source.closed
