"""Pieces of tickets as systems send them, where nothing may be relied on: what has another type counts as absent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind

MAX_ID = 18
"""Digits: a longer number is no system's id."""


def text(value: Any) -> str | None:
    """Numbers too, as text; None for what is empty."""
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        return None
    return str(value)


def number(value: Any) -> str | None:
    """An id that is a number above 0, as text: nothing else may become a part of an address."""
    found = text(value) or ""
    plain = found.isascii() and found.isdigit() and len(found) <= MAX_ID
    return found if plain and int(found) > 0 else None


def moment(value: Any, *, naive: Any = None) -> datetime | None:
    """In UTC. `naive`: the zone of a time that names none; without it such a time counts as absent."""
    try:
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=naive)
        return found.astimezone(UTC) if found.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def named(identifier: Any, name: Any) -> Named | None:
    """None where there is neither; BMS and others write 0 for no reference."""
    found, called = text(identifier), text(name)
    if found == "0":
        found = None
    return Named(id=found, name=called) if found or called else None


def change_name(event: TicketChanged) -> str | None:
    """A name for the change, equal however it is heard of; None where its time is unknown.

    Systems give their webhooks no ids. The time alone would not do: where it has whole seconds, two changes within one
    share it. So what the change shows goes in as well, as a digest.
    """
    if event.occurred_at is None:
        return None
    seen = (event.title, *(_identity(one) for one in (event.status, event.priority, event.company, event.contact)))
    kind = event.kind if event.kind in {TicketKind.DELETED, TicketKind.NOTE} else "state"
    # Joined, and not as a repr shows it, which may hide what a customer wrote.
    shown = "\0".join((kind, *(one or "" for one in seen)))
    digest = blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{event.ticket_id}@{event.occurred_at.astimezone(UTC).isoformat()}:{digest}"


def _identity(reference: Named | None) -> str | None:
    return (reference.id or reference.name) if reference else None


def first_of(row: Mapping[str, Any], *names: str) -> Any:
    """The value of the first of these fields that the row has and that is not null."""
    return next((row[name] for name in names if row.get(name) is not None), None)
