"""From a ticket's fields to the common ticket event, whether a query or a webhook gave them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync.psa.autotask.tickets.names import TicketNames
from psasync.psa.port import Credentials
from psasync.psa.toolkit.ticket_values import moment, text

FIELDS = (
    "id", "ticketNumber", "title", "status", "priority", "queueID", "companyID", "contactID",
    "createDate", "lastActivityDate",
)  # fmt: skip
"""As queries call them. The common event is made of these."""

Fields = Mapping[str, Any]

NO_NAMES = TicketNames()


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the events of one connection. What is not as documented is left out of them."""

    tenant: str
    connection: str

    @classmethod
    def of(cls, credentials: Credentials) -> "Teller":
        return cls(credentials.tenant, credentials.connection)

    def whole(self, number: str, row: Fields, names: TicketNames) -> TicketChanged:
        """A ticket that was read. It is `created` where it is as old as its last change."""
        created, changed = moment(row.get("createDate"), naive=UTC), changed_at(row)
        kind = TicketKind.CREATED if created and created == changed else TicketKind.UPDATED
        return self._event(kind, number, row, names, payload=row, occurred_at=changed)

    def told(
        self, kind: TicketKind, number: str, content: Fields, *, occurred_at: datetime | None, message_id: str | None
    ) -> TicketChanged:
        """What a webhook tells: changed fields, and those that it was asked to tell always."""
        fields = content.get("Fields")
        known = fields if isinstance(fields, Mapping) else {}
        return self._event(
            kind,
            number,
            known,
            NO_NAMES,
            payload=content,
            occurred_at=changed_at(known) or occurred_at,
            message_id=message_id,
            partial=True,
        )

    def _event(self, kind: TicketKind, number: str, fields: Fields, names: TicketNames, **more: Any) -> TicketChanged:
        known = {plain(name): value for name, value in fields.items()}
        return TicketChanged(
            tenant=self.tenant,
            connection=self.connection,
            system=System.AUTOTASK,
            kind=kind,
            ticket_id=number,
            number=text(known.get("ticketnumber")),
            title=text(known.get("title")),
            board=_named(known.get("queue"), names.queues),
            status=_named(known.get("status"), names.statuses),
            priority=_named(known.get("priority"), names.priorities),
            company=_named(known.get("company")),
            contact=_named(known.get("contact")),
            received_at=datetime.now(UTC),
            **more,
        )


def changed_at(fields: Fields) -> datetime | None:
    """The same in a webhook and in the ticket: a change that is heard of both ways is known by it."""
    return next((moment(value, naive=UTC) for name, value in fields.items() if plain(name) == "lastactivitydate"), None)


def plain(name: str) -> str:
    """Webhooks, the labels of their fields and queries spell one name differently: `Queue`, `Queue ID`, `queueID`."""
    letters = "".join(filter(str.isalnum, name)).lower()
    return letters.removesuffix("id") or letters


def _named(value: Any, names: Mapping[str, str] | None = None) -> Named | None:
    """A value is the number of a choice or a record, 0 too; what is no number can only be its name."""
    found = text(value)
    if found is None:
        return None
    return Named(id=found, name=(names or {}).get(found)) if found.lstrip("-").isdigit() else Named(name=found)
