"""The way to the PSA systems."""

from collections.abc import Mapping
from typing import Protocol

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.kit.keyring import Keyring, KeyringError
from psasync.psa.port import Credentials, PsaError, SourceAdapter, UpdatedSince
from psasync.psa.registry import SystemEntry
from psasync_executor.domain.plan import Ability
from psasync_executor.domain.refusal import RunRefused
from psasync_executor.store.budgets import Budgets


class Sources(Protocol):
    def abilities(self, system: System) -> Mapping[Entity, Ability]:
        """What the system can do, in reading order. Raises `RunRefused` for a system without an adapter."""

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
        self._keyring = keyring
        self._budgets = budgets
        self._plain_http_hosts = plain_http_hosts

    def abilities(self, system: System) -> Mapping[Entity, Ability]:
        return {
            entity: Ability(
                since=can.updated_since is UpdatedSince.SERVER,
                period=can.period,
                by_id=can.by_id,
            )
            for entity, can in self._entry(system).capabilities.entities.items()
        }

    def open(self, connection: ResolvedConnection) -> SourceAdapter:
        budget = self._budgets.of(connection.id, connection.calls_per_minute)
        try:
            return self._entry(connection.system).open(self._credentials(connection), budget=budget)
        except PsaError as error:
            raise RunRefused(error.code, error.message) from error

    def _entry(self, system: System) -> SystemEntry:
        if system not in self._systems:
            raise RunRefused(IssueCode.REQUEST_INVALID, f"There is no adapter for {system}.")
        return self._systems[system]

    def _credentials(self, connection: ResolvedConnection) -> Credentials:
        context = {"tenant": connection.tenant, "connection": connection.id}
        try:
            secrets = {
                field: self._keyring.decrypt(envelope, field=field, **context)
                for field, envelope in connection.secrets.items()
            }
        except KeyringError as error:
            raise RunRefused(
                IssueCode.CREDENTIALS_REFUSED, f"The stored credentials cannot be opened: {error}."
            ) from error
        return Credentials(connection.id, connection.tenant, connection.settings, secrets, self._plain_http_hosts)
