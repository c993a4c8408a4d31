"""Notifications of changed tickets, to the addresses that a person entered in the notification center."""

from typing import Any
from uuid import uuid4

import orjson

from psasync_simulator.syncro.account import SyncroAccount
from psasync_simulator.webhooks.deliverer import Message
from psasync_simulator.webhooks.news import TicketAction, TicketNews

_UNTOLD = frozenset({"ticket_type_id", "ticket_type_name", "contact_fullname"})
"""Fields of the API that notifications have not been seen with."""


def messages(account: SyncroAccount, news: TicketNews) -> list[Message]:
    """None of a deleted ticket: Syncro has no such event. Nothing is signed and no delivery has an id."""
    if news.action is TicketAction.DELETED:
        return []
    body = orjson.dumps(_content(account, news))
    headers = {"content-type": "application/json"}
    return [Message(at, url, str(uuid4()), body, headers) for at, url in enumerate(account.webhook_urls, 1)]


def _content(account: SyncroAccount, news: TicketNews) -> dict[str, Any]:
    ticket = news.ticket
    done = "was created" if news.action is TicketAction.ADDED else f"status changed to {ticket['status']}"
    text = f"Ticket #{ticket['number']} {done}"
    attributes = {name: value for name, value in ticket.items() if name not in _UNTOLD}
    return {
        "text": text,
        "html": f"<p>{text}</p>",
        "link": f"https://{account.id.lower()}.syncromsp.com/tickets/{ticket['id']}",
        "attributes": {**attributes, "customer": {"id": ticket["customer_id"]}},
    }
