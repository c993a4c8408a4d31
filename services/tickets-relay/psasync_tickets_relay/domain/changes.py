"""What a change of a ticket is known by."""

from hashlib import blake2b

from psasync.contracts.base import epoch_ms
from psasync.contracts.events.tickets import TicketChanged

KEY_BYTES = 12


def change_key(event: TicketChanged) -> bytes | None:
    """A hash of the ticket and the time of its change; None where that is not known.

    A partial event has none: it does not say what a reader of the ticket would.
    """
    if event.occurred_at is None or event.partial:
        return None
    text = f"{event.connection}\0{event.ticket_id}\0{epoch_ms(event.occurred_at)}"
    return blake2b(text.encode(), digest_size=KEY_BYTES).digest()


def fetched(event: TicketChanged, *, repaired: bool) -> TicketChanged:
    """A ticket that was read from the PSA, named by its change: however often it is read, it is one event."""
    moment = "none" if event.occurred_at is None else epoch_ms(event.occurred_at)
    return event.model_copy(update={"message_id": f"change:{event.ticket_id}:{moment}", "repaired": repaired})
