"""What a webhook says."""

from typing import Any

from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.data.companies import OWNER
from psasync_simulator.autotask.data.webhooks import TICKET_FIELDS
from psasync_simulator.webhooks.news import TicketAction, TicketNews

ACTIONS = {TicketAction.ADDED: "Create", TicketAction.UPDATED: "Update", TicketAction.DELETED: "Delete"}


def told_fields(account: Account, hook: int, *, always: bool) -> set[str]:
    """Names of the ticket's fields that the webhook always tells, or those whose change fires it."""
    store = account.stores["ticket_webhook_fields"]
    rows = [store.record(number) for number in store.ids()]
    flag = "isDisplayAlwaysField" if always else "isSubscribedField"
    return {TICKET_FIELDS[row["fieldID"] - 1] for row in rows if row["webhookID"] == hook and row[flag]}


def event(account: Account, hook: dict[str, Any], news: TicketNews, sequence: int) -> dict[str, Any]:
    names = told_fields(account, hook["id"], always=True)
    names |= told_fields(account, hook["id"], always=False) & set(news.changed_fields)
    told = {} if news.action is TicketAction.DELETED else {name: news.ticket[name] for name in sorted(names)}
    return {
        "Action": ACTIONS[news.action],
        "Guid": hook["webhookGUID"],
        "EntityType": "Ticket",
        "Id": news.ticket["id"],
        "Fields": {_spelled(name): None if value is None else str(value) for name, value in told.items()},
        "EventTime": news.ticket["lastActivityDate"],
        "SequenceNumber": sequence,
        "PersonID": OWNER,
    }


def deactivation(hook: dict[str, Any], at: str) -> dict[str, Any]:
    """It has no ticket, and no kind of record either."""
    return {"Action": "Deactivated", "Guid": hook["webhookGUID"], "EventTime": at}


def _spelled(name: str) -> str:
    """As a webhook spells a field: `Queue` for `queueID`."""
    return (name[0].upper() + name[1:]).removesuffix("ID")
