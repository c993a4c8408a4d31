"""Names for the ids in tickets: Halo's tickets name their team, and number their status and priority."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.mapping import row_number
from psasync.psa.halopsa.reading.whole import all_rows
from psasync.psa.port import PsaError
from psasync.psa.toolkit.ticket_values import text

KEPT_SECONDS = 600.0
"""How long names are used before they are asked for again: set-up changes a few times a year."""

MAX_CONNECTIONS = 1000
"""Whose names are kept."""


@dataclass(frozen=True, slots=True)
class TicketNames:
    statuses: Mapping[str, str] = field(default_factory=dict)  # by id
    priorities: Mapping[str, str] = field(default_factory=dict)  # by id
    teams: Mapping[str, str] = field(default_factory=dict)  # ids by name


class KeptNames:
    """Of all connections of a process: readers come and go, and each call counts against an instance's one limit."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: OrderedDict[str, tuple[TicketNames, float]] = OrderedDict()

    def get(self, connection: str) -> TicketNames | None:
        names, read_at = self._kept.get(connection, (None, 0.0))
        return names if self._monotonic() - read_at < KEPT_SECONDS else None

    def put(self, connection: str, names: TicketNames) -> None:
        self._kept[connection] = names, self._monotonic()
        self._kept.move_to_end(connection)
        while len(self._kept) > MAX_CONNECTIONS:
            self._kept.popitem(last=False)


class NameBook:
    """The names of one connection. What the API agent may not read has none."""

    def __init__(self, client: Client, kept: KeptNames, connection: str) -> None:
        self._client = client
        self._kept = kept
        self._connection = connection

    async def current(self) -> TicketNames:
        """Raises `PsaError` or `BudgetExhausted`."""
        names = self._kept.get(self._connection)
        if names is None:
            teams = await self._read(Entity.TICKET_BOARD)
            names = TicketNames(
                statuses=await self._read(Entity.TICKET_STATUS),
                priorities=await self._read(Entity.TICKET_PRIORITY),
                teams={name: number for number, name in teams.items()},
            )
            self._kept.put(self._connection, names)
        return names

    async def _read(self, entity: Entity) -> dict[str, str]:
        try:
            rows = (await all_rows(self._client, entity)).rows
        except PsaError as error:
            if error.kind is ErrorKind.AUTHORIZATION:
                return {}
            raise
        named = ((row_number(entity, row), text(row.get("name"))) for row in rows if isinstance(row, Mapping))
        return {str(number): name for number, name in named if number is not None and name}
