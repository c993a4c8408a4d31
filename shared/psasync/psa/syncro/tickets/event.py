"""From a ticket as Syncro renders it, in webhooks and lists alike, to the common ticket event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync.psa.port import Credentials
from psasync.psa.syncro.choices import Boards, Choices
from psasync.psa.toolkit.rows import Row
from psasync.psa.toolkit.ticket_values import change_name, first_of, moment, named, text


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the events of one connection."""

    tenant: str
    connection: str
    boards: Boards

    @classmethod
    def of(cls, credentials: Credentials) -> "Teller":
        """Raises a permanent `PsaError` where the connection's choices are wrong."""
        return cls(credentials.tenant, credentials.connection, Choices.of(credentials.settings).boards)

    def ticket(self, number: str, row: Row, payload: Mapping[str, Any]) -> TicketChanged:
        """`number`: its id, checked. Whatever else is not as documented is left out."""
        event = TicketChanged(
            tenant=self.tenant,
            connection=self.connection,
            system=System.SYNCRO,
            kind=_kind(row),
            ticket_id=number,
            number=text(row.get("number")),
            title=text(row.get("subject")),
            board=self._board(row),
            status=_word(row.get("status")),
            priority=_word(row.get("priority")),
            company=named(row.get("customer_id"), row.get("customer_business_then_name")),
            contact=named(row.get("contact_id"), row.get("contact_fullname")),
            occurred_at=moment(row.get("updated_at")),
            received_at=datetime.now(UTC),
            partial="subject" not in row or "status" not in row,
            payload=payload,
        )
        # What shows only a part of the ticket does not tell one change from another.
        return event if event.partial else event.model_copy(update={"message_id": change_name(event)})

    def part(self, number: str, row: Row, payload: Mapping[str, Any]) -> TicketChanged:
        """A comment or a timer of the ticket: of the ticket itself it says nothing."""
        written = moment(first_of(row, "updated_at", "created_at"))
        name = text(row.get("id"))
        return TicketChanged(
            tenant=self.tenant,
            connection=self.connection,
            system=System.SYNCRO,
            kind=TicketKind.NOTE if "body" in row else TicketKind.UPDATED,
            ticket_id=number,
            occurred_at=written,
            received_at=datetime.now(UTC),
            message_id=f"part {name}@{written.isoformat()}" if name and written else None,
            partial=True,
            payload=payload,
        )

    def _board(self, row: Row) -> Named | None:
        if self.boards is Boards.PROBLEM_TYPES:
            return _word(row.get("problem_type"))
        return named(row.get("ticket_type_id"), row.get("ticket_type_name"))


def _kind(row: Row) -> TicketKind:
    """Syncro tells no action: a ticket that is as old as its last change was created by it."""
    created, updated = moment(row.get("created_at")), moment(row.get("updated_at"))
    return TicketKind.CREATED if created and updated and created >= updated else TicketKind.UPDATED


def _word(value: Any) -> Named | None:
    """A text that is its own id."""
    return named(value, value)
