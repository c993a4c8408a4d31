"""One ticket, from the PSA to a live consumer."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import Any

import httpx

from psasync_local.demo.api import Api, StreamEvent
from psasync_local.demo.simulated import SimulatedCompany
from psasync_local.errors import LocalError

ARRIVES_WITHIN_SECONDS = 15
SUMMARY = "Printer on the second floor is offline"


@dataclass(frozen=True, slots=True)
class Arrival:
    ticket: dict[str, Any]
    milliseconds: float  # from the PSA's change to the consumer


def deliver_one(api: Api, company: SimulatedCompany, tenant: str) -> Arrival:
    """Hold the tenant's stream, open a ticket in the PSA, and wait for it. Raises LocalError if it does not come."""
    consumer = _Consumer(api, tenant)
    consumer.wait_open()
    begun = time.monotonic()
    opened = company.open_ticket(SUMMARY)
    ticket = consumer.wait_for(str(opened["id"]))
    return Arrival(ticket, (time.monotonic() - begun) * 1000)


class _Consumer:
    """Reads the stream in a thread of its own, as an application would."""

    def __init__(self, api: Api, tenant: str) -> None:
        self._events: queue.Queue[StreamEvent | Exception] = queue.Queue(maxsize=100)
        self._url = f"{api.relay}/v1/tenants/{tenant}/tickets/events"
        self._api = api
        self._opened = threading.Event()
        threading.Thread(target=self._read, name="ticket consumer", daemon=True).start()

    def wait_open(self) -> None:
        """From here on nothing is missed."""
        if not self._opened.wait(ARRIVES_WITHIN_SECONDS):
            self._next(time.monotonic())
            raise LocalError(f"{self._url} does not open")

    def wait_for(self, ticket: str) -> dict[str, Any]:
        deadline = time.monotonic() + ARRIVES_WITHIN_SECONDS
        while True:
            event = self._next(deadline)
            if event.name == "ticket" and event.data["ticket_id"] == ticket:
                return event.data

    def _next(self, deadline: float) -> StreamEvent:
        try:
            event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise LocalError(f"nothing came over {self._url} within {ARRIVES_WITHIN_SECONDS} s") from None
        if isinstance(event, Exception):
            raise LocalError(f"the ticket stream broke off: {event}") from event
        return event

    def _read(self) -> None:
        try:
            for event in self._api.events(self._url, self._opened.set):
                self._events.put(event)
        except (httpx.HTTPError, LocalError, ValueError) as error:
            self._events.put(error)
