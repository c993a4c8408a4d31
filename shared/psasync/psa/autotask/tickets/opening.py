"""Opening a connection's tickets."""

from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import Connection
from psasync.psa.autotask.picklists import KEPT_SECONDS
from psasync.psa.autotask.shared import Shared
from psasync.psa.autotask.tickets.event import Teller
from psasync.psa.autotask.tickets.names import NameBook, TicketNames
from psasync.psa.autotask.tickets.reader import AutotaskTickets
from psasync.psa.live_tickets import TicketReader
from psasync.psa.port import CallBudget, Credentials
from psasync.psa.toolkit.kept import Kept


class OpenAutotaskTickets:
    """One for all connections of a process.

    Readers come and go: the zone, the look at the hour's calls and the labels of picklists are had once for many.
    """

    def __init__(self) -> None:
        self._names: Kept[TicketNames] = Kept(seconds=KEPT_SECONDS)
        self._shared = Shared()

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> TicketReader:
        client = Client(Connection.of(credentials), budget, for_tickets=True, shared=self._shared)
        names = NameBook(client, self._names, credentials.connection)
        return AutotaskTickets(client, Teller.of(credentials), names)
