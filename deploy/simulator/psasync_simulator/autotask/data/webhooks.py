"""What clients register: webhooks for tickets, and the fields that each of them tells."""

from typing import Any
from uuid import UUID

from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps

TICKET_FIELDS = (
    "ticketNumber", "title", "description", "status", "priority", "queueID", "companyID", "contactID",
    "assignedResourceID", "dueDateTime", "lastActivityDate",
)  # fmt: skip
"""Of a ticket: those that a webhook can tell. Their number is their place, from 1."""

LABELS = tuple(name[0].upper() + name[1:] for name in TICKET_FIELDS)
_GUID = 1003


def build_webhook(layout: Layout, number: int, _version: int, _stamps: Stamps, _parent: int) -> dict[str, Any]:
    """As one that was created with no more than it had to. It becomes ready with its first field."""
    return {
        "id": number,
        "isActive": False,
        "isReady": False,
        "name": "",
        "webhookUrl": "",
        "deactivationUrl": "",
        "secretKey": "",
        "isSubscribedToCreateEvents": False,
        "isSubscribedToUpdateEvents": False,
        "isSubscribedToDeleteEvents": False,
        "sendThresholdExceededNotification": False,
        "notificationEmailAddress": None,
        "ownerResourceID": None,
        "webhookGUID": str(UUID(int=mix(layout.seed, _GUID, number), version=4)),
    }


def build_field(_layout: Layout, number: int, _version: int, _stamps: Stamps, webhook: int) -> dict[str, Any]:
    return {
        "id": number,
        "webhookID": webhook,
        "fieldID": None,
        "isSubscribedField": False,
        "isDisplayAlwaysField": False,
    }
