"""What the services need to know of a system."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from psasync.contracts.vocabulary import Entity
from psasync.psa.destination import Delivery, KeepingDestination, SendingDestination
from psasync.psa.live_tickets import LiveTickets
from psasync.psa.port import (
    CallBudget,
    Capabilities,
    ConnectionField,
    Credentials,
    SourceAdapter,
    WebhookVerifier,
)


class OpenAdapter(Protocol):
    """An adapter for one connection; close it after use.

    Raises a permanent `PsaError` of kind `configuration` if settings or secrets cannot be right. Calls nothing yet.
    """

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> SourceAdapter: ...


class OpenDestination(Protocol):
    """As `OpenAdapter`, for writing."""

    def __call__(
        self, credentials: Credentials, *, budget: CallBudget, delivery: Delivery = ...
    ) -> KeepingDestination | SendingDestination: ...


class RecordPages(Protocol):
    """Where people look at records in the system's own web pages: addresses that hold `{id}`, for the source id.

    Empty where a connection's settings do not tell. Calls nothing, and raises nothing.
    """

    def __call__(self, settings: Mapping[str, str]) -> Mapping[Entity, str]: ...


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """One system, as its folder declares it."""

    title: str
    capabilities: Capabilities
    fields: tuple[ConnectionField, ...]
    open: OpenAdapter | None = None  # None: nothing can be read from it
    configured: Callable[[Mapping[str, str]], Capabilities] | None = None  # where a connection's settings decide
    open_destination: OpenDestination | None = None  # None: nothing can be written to it
    verifier: Callable[[], WebhookVerifier] | None = None  # None: no webhooks yet
    live: LiveTickets | None = None  # None: nothing beside webhooks that verify
    record_pages: RecordPages | None = None  # None: where people look at its records is not known

    def capabilities_of(self, settings: Mapping[str, str]) -> Capabilities:
        """Raises a permanent `PsaError` of kind `configuration` where settings that decide them are wrong."""
        return self.configured(settings) if self.configured else self.capabilities
