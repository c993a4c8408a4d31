"""From a ticket as Halo shows it to the common ticket event, whether a list or a webhook showed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.halopsa.tickets.names import TicketNames
from psasync.psa.port import Credentials
from psasync.psa.toolkit.ticket_values import moment, named, text

Row = Mapping[str, Any]
NO_NAMES = TicketNames()


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the events of one connection. What is not as documented is left out of them."""

    tenant: str
    connection: str
    time_zone: ZoneInfo  # of times, which Halo writes without one

    @classmethod
    def of(cls, credentials: Credentials, time_zone: ZoneInfo) -> "Teller":
        return cls(credentials.tenant, credentials.connection, time_zone)

    def whole(self, number: str, row: Row, names: TicketNames) -> TicketChanged:
        """A ticket that was read. It is `created` where it is as old as its last change."""
        created, changed = moment(row.get("dateoccurred"), naive=self.time_zone), self.changed_at(row)
        kind = TicketKind.CREATED if created and changed and created >= changed else TicketKind.UPDATED
        return self._event(kind, number, row, names, payload=row, occurred_at=changed)

    def told(
        self, kind: TicketKind, number: str, ticket: Row, content: Row, *, message_id: str | None
    ) -> TicketChanged:
        """What a webhook tells.

        It is partial also where the ticket is whole and a choice lacks its id or its name: filters go by both.
        A deletion has the time of the event: with that of the ticket it would look like the change before it.
        """
        changed = None if kind is TicketKind.DELETED else self.changed_at(ticket)
        at = changed or moment(content.get("timestamp"), naive=UTC)
        event = self._event(kind, number, ticket, NO_NAMES, payload=content, occurred_at=at, message_id=message_id)
        choices = (event.board, event.status, event.priority)
        known = all(choice is None or (choice.id and choice.name) for choice in choices)
        partial = event.title is None or event.status is None or not known
        return event.model_copy(update={"partial": partial})

    def changed_at(self, row: Row) -> datetime | None:
        return moment(row.get("last_update"), naive=self.time_zone)

    def _event(self, kind: TicketKind, number: str, row: Row, names: TicketNames, **more: Any) -> TicketChanged:
        """`number`: its id, checked."""
        return TicketChanged(
            tenant=self.tenant,
            connection=self.connection,
            system=System.HALOPSA,
            kind=kind,
            ticket_id=number,
            number=number,
            title=text(row.get("summary")),
            board=_team(row, names.teams),
            status=_choice(row, "status", names.statuses),
            priority=_choice(row, "priority", names.priorities),
            company=_choice(row, "client"),
            contact=_choice(row, "user"),
            received_at=datetime.now(UTC),
            **more,
        )


def _choice(row: Row, name: str, names: Mapping[str, str] | None = None) -> Named | None:
    """Ids can be decimals; 0 and below is none."""
    number = number_of(row.get(f"{name}_id"))
    identifier = str(number) if number is not None and number > 0 else None
    return named(identifier, text(row.get(f"{name}_name")) or (names or {}).get(identifier or ""))


def _team(row: Row, teams: Mapping[str, str]) -> Named | None:
    name = text(row.get("team"))
    return named(text(row.get("team_id")) or teams.get(name or ""), name)
