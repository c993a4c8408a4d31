"""Names for the ids in tickets: Halo's tickets name their team, and number their status and priority."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.mapping import row_number
from psasync.psa.halopsa.reading.whole import all_rows
from psasync.psa.port import PsaError
from psasync.psa.toolkit.kept import Kept
from psasync.psa.toolkit.ticket_values import text

KEPT_SECONDS = 600.0
"""How long names are used before they are asked for again: set-up changes a few times a year."""


@dataclass(frozen=True, slots=True)
class TicketNames:
    statuses: Mapping[str, str] = field(default_factory=dict)  # by id
    priorities: Mapping[str, str] = field(default_factory=dict)  # by id
    teams: Mapping[str, str] = field(default_factory=dict)  # ids by name


class NameBook:
    """The names of one connection. What the API agent may not read has none."""

    def __init__(self, client: Client, kept: Kept[TicketNames], connection: str) -> None:
        self._client = client
        self._kept = kept
        self._connection = connection

    async def current(self) -> TicketNames:
        """Raises `PsaError` or `BudgetExhausted`."""
        names = self._kept.get(self._connection)
        if names is None:
            names = await self._read_all()
            self._kept.put(self._connection, names)
        return names

    async def _read_all(self) -> TicketNames:
        teams = await self._read(Entity.TICKET_BOARD)
        return TicketNames(
            statuses=await self._read(Entity.TICKET_STATUS),
            priorities=await self._read(Entity.TICKET_PRIORITY),
            teams={name: number for number, name in teams.items()},
        )

    async def _read(self, entity: Entity) -> dict[str, str]:
        try:
            rows = (await all_rows(self._client, entity)).rows
        except PsaError as error:
            if error.kind is ErrorKind.AUTHORIZATION:
                return {}
            raise
        named = ((row_number(entity, row), text(row.get("name"))) for row in rows if isinstance(row, Mapping))
        return {str(number): name for number, name in named if number is not None and name}
