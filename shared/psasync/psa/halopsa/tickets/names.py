"""Names for the ids in tickets: Halo's tickets name their team, and number their status and priority."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.mapping import row_number
from psasync.psa.halopsa.reading.whole import all_rows
from psasync.psa.port import PsaError
from psasync.psa.toolkit.ticket_values import text

KEPT_SECONDS = 600.0
"""How long names are used before they are asked for again: set-up changes a few times a year."""


@dataclass(frozen=True, slots=True)
class TicketNames:
    statuses: Mapping[str, str] = field(default_factory=dict)  # by id
    priorities: Mapping[str, str] = field(default_factory=dict)  # by id
    teams: Mapping[str, str] = field(default_factory=dict)  # ids by name


class NameBook:
    """What the API agent may not read has no names."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._names = TicketNames()
        self._until = float("-inf")

    async def current(self) -> TicketNames:
        """Raises `PsaError` or `BudgetExhausted`."""
        if time.monotonic() >= self._until:
            teams = await self._read(Entity.TICKET_BOARD)
            self._names = TicketNames(
                statuses=await self._read(Entity.TICKET_STATUS),
                priorities=await self._read(Entity.TICKET_PRIORITY),
                teams={name: number for number, name in teams.items()},
            )
            self._until = time.monotonic() + KEPT_SECONDS
        return self._names

    async def _read(self, entity: Entity) -> dict[str, str]:
        try:
            rows = (await all_rows(self._client, entity)).rows
        except PsaError as error:
            if error.kind is ErrorKind.AUTHORIZATION:
                return {}
            raise
        named = ((row_number(entity, row), text(row.get("name"))) for row in rows if isinstance(row, Mapping))
        return {str(number): name for number, name in named if number is not None and name}
