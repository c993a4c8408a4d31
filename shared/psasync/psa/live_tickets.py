"""The port of live tickets: registering webhooks, and reading the tickets that a webhook did not tell whole, or at all.

Verification is `port.WebhookVerifier`. A system that lacks an API for one of these leaves its entry empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.port import CallBudget, Credentials, Cursor

WEBHOOK_SECRET = "webhook_secret"  # noqa: S105 - a name
"""Under this name a connection's secrets hold what its webhooks are signed with. Made here, never by a person."""


@dataclass(frozen=True, slots=True)
class HookTarget:
    """Where a PSA shall send a connection's webhooks, and what it shall prove them with."""

    address: str = field(repr=False)  # unguessable: whoever knows it can call it
    deactivation_address: str = field(repr=False)  # for systems that tell when they switch a webhook off
    secret: str = field(repr=False)  # at most 64 characters of letters and digits


class RegistrationState(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"  # the PSA has it and sends nothing to it
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Registration:
    """What a PSA has of a webhook for one target."""

    state: RegistrationState
    id: str | None = None  # the PSA's own
    detail: str = ""  # what a person should know, such as why it is inactive; one sentence, no secret


class WebhookRegistrar(Protocol):
    """The webhook of one open connection. All raise `PsaError` or `BudgetExhausted`."""

    async def find(self, target: HookTarget) -> Registration:
        """How things stand; changes nothing."""

    async def register(self, target: HookTarget) -> Registration:
        """Make sure that all tickets' changes are sent there: registers, completes or switches on again.

        Calling it again changes nothing. A call that failed half way is completed by the next.
        """

    async def remove(self, target: HookTarget) -> None:
        """One that is gone already is no error."""

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Tickets in the order of their last change, oldest first."""

    tickets: Sequence[TicketChanged]  # each whole; `kind` is `created` where it is as old as its last change
    next: Cursor | None  # None: there are no more


class TicketReader(Protocol):
    """Tickets of one open connection, as events. All raise `PsaError` or `BudgetExhausted`."""

    async def ticket(self, ticket_id: str) -> TicketChanged | None:
        """As it is now; None: the PSA no longer has it, or does not show it."""

    async def changed(self, since: datetime, cursor: Cursor | None, *, limit: int = 200) -> TicketPage:
        """Changed at `since` or later, by the PSA's clock.

        A ticket that is not as documented is left out, so that it does not keep those after it from being read.
        """

    async def aclose(self) -> None: ...


class OpenRegistrar(Protocol):
    """Raises a permanent `PsaError` of kind `configuration` if the connection cannot be right. Calls nothing yet."""

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> WebhookRegistrar: ...


class OpenTickets(Protocol):
    """As `OpenRegistrar`."""

    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> TicketReader: ...


@dataclass(frozen=True, slots=True)
class LiveTickets:
    """What a system can do for live tickets beside verified webhooks."""

    open_registrar: OpenRegistrar | None = None  # None: a person registers the webhook, by `steps`
    open_tickets: OpenTickets | None = None
    # For a person, in the PSA's own words of its menus. `{address}` and `{secret}` stand for the connection's own.
    steps: tuple[str, ...] = ()
