"""The way to the PSA systems."""

from collections.abc import Mapping
from typing import Protocol

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.kit.keyring import Keyring
from psasync.psa.budgets import Budgets
from psasync.psa.entry import SystemEntry
from psasync.psa.port import PsaError, SourceAdapter, UpdatedSince
from psasync_executor.domain.plan import Ability
from psasync_executor.domain.refusal import RunRefused
from psasync_executor.vault import Vault


class Sources(Protocol):
    def abilities(self, connection: ResolvedConnection) -> Mapping[Entity, Ability]:
        """What the connection can do, in reading order. Raises `RunRefused` where nothing can be read from it."""

    def open(self, connection: ResolvedConnection) -> SourceAdapter:
        """Raises `RunRefused` when the credentials cannot be used."""


class RegisteredSources:
    """Adapters of the registry, with secrets opened and the executor's share of the call budget."""

    def __init__(
        self,
        systems: Mapping[System, SystemEntry],
        keyring: Keyring,
        budgets: Budgets,
        plain_http_hosts: frozenset[str],
    ) -> None:
        self._systems = systems
        self._vault = Vault(keyring, plain_http_hosts)
        self._budgets = budgets

    def abilities(self, connection: ResolvedConnection) -> Mapping[Entity, Ability]:
        try:
            capabilities = self._entry(connection.system).capabilities_of(connection.settings)
        except PsaError as error:
            raise RunRefused(error.code, error.message) from error
        return {
            entity: Ability(
                since=can.updated_since is UpdatedSince.SERVER,
                period=can.period,
                by_id=can.by_id,
                custom_fields=can.custom_fields,
            )
            for entity, can in capabilities.entities.items()
        }

    def open(self, connection: ResolvedConnection) -> SourceAdapter:
        opened = self._entry(connection.system).open
        if opened is None:
            raise RunRefused(IssueCode.REQUEST_INVALID, f"Nothing can be read from {connection.system}.")
        try:
            return opened(self._vault.credentials(connection), budget=self._budgets.of(connection))
        except PsaError as error:
            raise RunRefused(error.code, error.message) from error

    def _entry(self, system: System) -> SystemEntry:
        if system not in self._systems:
            raise RunRefused(IssueCode.REQUEST_INVALID, f"There is no adapter for {system}.")
        return self._systems[system]
