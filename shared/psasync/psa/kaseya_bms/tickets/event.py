"""From a ticket as BMS's lists show it to the common ticket event. Webhooks are assumed to show it alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync.psa.port import Credentials
from psasync.psa.toolkit.rows import Row
from psasync.psa.toolkit.ticket_values import change_name, moment, named, text


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the events of one connection."""

    tenant: str
    connection: str

    @classmethod
    def of(cls, credentials: Credentials) -> "Teller":
        return cls(credentials.tenant, credentials.connection)

    def ticket(
        self, number: str, row: Row, payload: Mapping[str, Any], kind: TicketKind | None = None
    ) -> TicketChanged:
        """`number`: its id, checked. Whatever else is not as documented is left out.

        `kind` None: created where it is as old as its last change.
        """
        event = TicketChanged(
            tenant=self.tenant,
            connection=self.connection,
            system=System.KASEYA_BMS,
            kind=kind or _kind(row),
            ticket_id=number,
            number=text(row.get("ticketNumber")),
            title=text(row.get("title")),
            board=_reference(row, "queue"),
            status=_reference(row, "status"),
            priority=_reference(row, "priority"),
            company=_reference(row, "account"),
            contact=_reference(row, "contact"),
            # When it was deleted is not told: the ticket shows when it was last changed before.
            occurred_at=None if kind is TicketKind.DELETED else changed_at(row),
            received_at=datetime.now(UTC),
            partial="title" not in row or row.keys().isdisjoint({"statusId", "statusName"}),
            payload=payload,
        )
        # What shows only a part of the ticket does not tell one change from another.
        return event if event.partial else event.model_copy(update={"message_id": change_name(event)})


def changed_at(row: Row) -> datetime | None:
    """The later of the two times that a change can move: which of them moves when is not published."""
    times = [moment(row.get(name), naive=UTC) for name in ("lastActivityUpdate", "modifiedOn")]
    return max((time for time in times if time), default=None)


def _kind(row: Row) -> TicketKind:
    created, changed = moment(row.get("createdOn"), naive=UTC), changed_at(row)
    return TicketKind.CREATED if created and changed and created >= changed else TicketKind.UPDATED


def _reference(row: Row, name: str) -> Named | None:
    return named(row.get(f"{name}Id"), row.get(f"{name}Name"))
