"""Names for the values in tickets: the labels of their picklists, all told by one call."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.endpoints import PICKLISTS
from psasync.psa.autotask.picklists import Picklists
from psasync.psa.toolkit.kept import Kept


@dataclass(frozen=True, slots=True)
class TicketNames:
    """Labels by value. What is missing has no name."""

    queues: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    priorities: Mapping[str, str] = field(default_factory=dict)


class NameBook:
    """The names of one connection."""

    def __init__(self, client: Client, kept: Kept[TicketNames], connection: str) -> None:
        self._picklists = Picklists(client)
        self._kept = kept
        self._connection = connection

    async def current(self) -> TicketNames:
        """Raises `PsaError` or `BudgetExhausted`."""
        names = self._kept.get(self._connection)
        if names is None:
            names = TicketNames(
                queues=await self._picklists.labels(PICKLISTS[Entity.TICKET_BOARD]),
                statuses=await self._picklists.labels(PICKLISTS[Entity.TICKET_STATUS]),
                priorities=await self._picklists.labels(PICKLISTS[Entity.TICKET_PRIORITY]),
            )
            self._kept.put(self._connection, names)
        return names
