"""Opening a connection's tickets."""

from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.tickets.event import Teller
from psasync.psa.halopsa.tickets.names import KEPT_SECONDS, NameBook, TicketNames
from psasync.psa.halopsa.tickets.reader import HaloPsaTickets
from psasync.psa.live_tickets import TicketReader
from psasync.psa.port import CallBudget, Credentials
from psasync.psa.toolkit.kept import Kept


class OpenHaloPsaTickets:
    """One for all connections of a process: what is set up in their instances is read once for many readers."""

    def __init__(self) -> None:
        self._kept: Kept[TicketNames] = Kept(seconds=KEPT_SECONDS)

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> TicketReader:
        connection = Connection.of(credentials)
        client = Client(connection, budget, for_tickets=True)
        names = NameBook(client, self._kept, credentials.connection)
        return HaloPsaTickets(client, Teller.of(credentials, connection.time_zone), names)
