"""A ticket event as a record of the topic."""

from hashlib import blake2b

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events.tickets import TYPE, TicketChanged


def event_id(connection: str, message_id: str | None, body: bytes) -> str:
    """The same for every delivery of the same webhook: by the PSA's own name for it, else by its bytes."""
    digest = blake2b(digest_size=20)
    parts = (connection.encode(), message_id.encode() if message_id else b"", b"" if message_id else body)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def headers(event: TicketChanged, name: str) -> dict[str, str]:
    """CloudEvents headers: ids only."""
    return Attributes(
        id=name, source=f"/connections/{event.connection}", type=TYPE, time=event.received_at, subject=event.ticket_id
    ).headers()
