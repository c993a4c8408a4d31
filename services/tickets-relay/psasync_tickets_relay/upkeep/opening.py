"""The way to what a connection's system can do for live tickets."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind, System
from psasync.kit.keyring import KeyringError
from psasync.psa.budgets import Budgets
from psasync.psa.entry import SystemEntry
from psasync.psa.live_tickets import HookTarget, LiveTickets, TicketReader, WebhookRegistrar
from psasync.psa.port import PsaError
from psasync_tickets_relay.vault import Vault

T = TypeVar("T")

_NOTHING = LiveTickets()


class Opening:
    """All that opens raises a permanent `PsaError` of kind `configuration` where the connection cannot be right."""

    def __init__(self, systems: Mapping[System, SystemEntry], vault: Vault, budgets: Budgets) -> None:
        self._systems = systems
        self._vault = vault
        self._budgets = budgets

    def has_webhooks(self, system: System) -> bool:
        entry = self._systems.get(system)
        return entry is not None and entry.verifier is not None

    def abilities(self, system: System) -> LiveTickets:
        entry = self._systems.get(system)
        return (entry.live if entry else None) or _NOTHING

    def target(self, connection: ResolvedConnection) -> HookTarget:
        try:
            return self._unsealed(lambda: self._vault.target(connection))
        except KeyError:
            raise _wrong("the scheduler does not tell the address of this connection's webhooks yet") from None

    def registrar(self, connection: ResolvedConnection) -> WebhookRegistrar | None:
        """None: a person registers it."""
        opened = self.abilities(connection.system).open_registrar
        if opened is None:
            return None
        credentials = self._unsealed(lambda: self._vault.credentials(connection))
        return opened(credentials, budget=self._budgets.of(connection))

    def tickets(self, connection: ResolvedConnection) -> TicketReader | None:
        """None: the system's tickets cannot be read."""
        opened = self.abilities(connection.system).open_tickets
        if opened is None:
            return None
        credentials = self._unsealed(lambda: self._vault.credentials(connection))
        return opened(credentials, budget=self._budgets.of(connection))

    def _unsealed(self, opens: Callable[[], T]) -> T:
        try:
            return opens()
        except KeyringError as fault:
            raise _wrong(f"the stored secrets cannot be opened: {fault}") from fault


def _wrong(message: str) -> PsaError:
    return PsaError(ErrorKind.CONFIGURATION, IssueCode.CREDENTIALS_REFUSED, message, permanent=True)
