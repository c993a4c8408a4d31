"""Opening a connection's tickets."""

from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.login import new_sessions
from psasync.psa.halopsa.tickets.event import Teller
from psasync.psa.halopsa.tickets.names import KEPT_SECONDS, NameBook, TicketNames
from psasync.psa.halopsa.tickets.reader import HaloPsaTickets
from psasync.psa.live_tickets import TicketReader
from psasync.psa.port import CallBudget, Credentials
from psasync.psa.toolkit.kept import Kept


class OpenHaloPsaTickets:
    """One for all connections of a process.

    Readers come and go, and an instance has one limit for all calls: its login and its names are had once for many.
    """

    def __init__(self) -> None:
        self._names: Kept[TicketNames] = Kept(seconds=KEPT_SECONDS)
        self._sessions = new_sessions()

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> TicketReader:
        connection = Connection.of(credentials)
        client = Client(connection, budget, for_tickets=True, sessions=self._sessions)
        names = NameBook(client, self._names, credentials.connection)
        return HaloPsaTickets(client, Teller.of(credentials, connection.time_zone), names)
