"""Opening a connection's tickets."""

from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import Connection
from psasync.psa.autotask.picklists import KEPT_SECONDS
from psasync.psa.autotask.tickets.event import Teller
from psasync.psa.autotask.tickets.names import NameBook, TicketNames
from psasync.psa.autotask.tickets.reader import AutotaskTickets
from psasync.psa.live_tickets import TicketReader
from psasync.psa.port import CallBudget, Credentials
from psasync.psa.toolkit.kept import Kept


class OpenAutotaskTickets:
    """One for all connections of a process: the labels of their picklists are read once for many readers."""

    def __init__(self) -> None:
        self._kept: Kept[TicketNames] = Kept(seconds=KEPT_SECONDS)

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> TicketReader:
        client = Client(Connection.of(credentials), budget, for_tickets=True)
        names = NameBook(client, self._kept, credentials.connection)
        return AutotaskTickets(client, Teller.of(credentials), names)
