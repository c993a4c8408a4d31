"""BMS's resource of webhooks: what is registered there, and the events that can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psasync.psa.kaseya_bms.calls import Endpoint, Reply
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.kaseya_bms.reading.windows import LARGEST, row_id

HOOKS = Endpoint("admin/webhooks")
SEARCH = Endpoint("admin/webhooks/search")
HOOK = Endpoint("admin/webhooks/{id}")
EVENTS = Endpoint("admin/webhooks/events/lookup")

MAX_PAGES = 20
"""Of all webhooks of a company: nobody keeps so many."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as BMS shows it: its secret is never told."""

    id: int
    enabled: bool
    has_secret: bool
    all_events: bool
    events: frozenset[int]


class Hooks:
    """Calls raise `PsaError` or `BudgetExhausted`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def at(self, address: str) -> list[Hook]:
        """Those that send to the address, the oldest first. The search may know no filter, or find more by it."""
        numbers = sorted(
            number
            for row in await self._search(address)
            if row.get("payloadUrl") == address and (number := row_id(row)) is not None
        )
        found = [await self._one(number) for number in numbers]
        return [hook for hook in found if hook]

    async def ticket_events(self) -> frozenset[int]:
        """The ids of the events of tickets. BMS has no others, as far as is known."""
        reply = await self._sent("GET", EVENTS)
        rows = [row for row in self._client.rows(EVENTS, reply) if isinstance(row, dict)]
        named = {number: row for row in rows if (number := row_id(row)) is not None}
        of_tickets = frozenset(number for number, row in named.items() if _names_tickets(row))
        return of_tickets or frozenset(named)

    async def create(self, entry: Mapping[str, Any]) -> None:
        await self._sent("POST", HOOKS, entry)

    async def replace(self, number: int, entry: Mapping[str, Any]) -> None:
        await self._sent("PUT", HOOK, entry, id=str(number))

    async def delete(self, number: int) -> None:
        """One that is gone already is no error."""
        try:
            await self._client.send("DELETE", HOOK, id=str(number))
        except RecordGone:
            return

    async def _search(self, address: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for page in range(MAX_PAGES):
            reply = await self._page(address, page)
            rows = self._client.rows(SEARCH, reply)
            found += [row for row in rows if isinstance(row, dict)]
            if not rows or (reply.total is not None and len(found) >= reply.total):
                break
        return found

    async def _page(self, address: str, page: int) -> Reply:
        asked = {
            "pageSize": LARGEST,
            "pageNumber": page + self._client.connection.first_page,
            "filter": {"payloadUrl": address},
        }
        return await self._sent("POST", SEARCH, asked)

    async def _sent(self, method: str, endpoint: Endpoint, content: Any = None, **at: str) -> Reply:
        """What is asked for here is there: if not, the next attempt looks at how things stand."""
        try:
            return await self._client.send(method, endpoint, content, **at)
        except RecordGone:
            raise self._client.faults.unreadable(endpoint.path, "it says that it is not there") from None

    async def _one(self, number: int) -> Hook | None:
        """Whole: the list tells neither events nor whether there is a secret."""
        try:
            row = (await self._client.get(HOOK, id=str(number))).result
        except RecordGone:
            return None
        if row_id(row) != number:
            raise self._client.faults.unreadable(HOOK.path, "it is not the webhook that was asked for")
        events = row.get("events")
        return Hook(
            id=number,
            enabled=row.get("isEnabled") is True,
            has_secret=row.get("hasSecret") is not False,
            all_events=row.get("sendAllEvents") is True,
            events=frozenset(one for one in events if isinstance(one, int))
            if isinstance(events, list)
            else frozenset(),
        )


def _names_tickets(row: Mapping[str, Any]) -> bool:
    return any("ticket" in text.lower() for name in ("name", "categoryName") if isinstance(text := row.get(name), str))
