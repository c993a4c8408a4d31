"""Which endpoint a path belongs to. Calls are counted by it."""

import re
from dataclasses import dataclass

from psasync_simulator.data.kind import Kind
from psasync_simulator.kaseya_bms.data.kinds import ACCOUNT, ASSET, CONTACT, PRIORITY, QUEUE, STATUS, TICKET

AUTHENTICATE = "security/authenticate"
REFRESH = "security/refreshtoken"
CUSTOM_FIELDS = "system/customfields/{module}"
CUSTOM_FIELD_VALUES = "system/customfields/{module}/{id}"
WEBHOOKS = "admin/webhooks"
WEBHOOK = "admin/webhooks/{id}"
WEBHOOK_SEARCH = "admin/webhooks/search"
WEBHOOK_EVENTS = "admin/webhooks/events/lookup"
WEBHOOK_LOGS = "admin/webhooks/{id}/logs/search"
WEBHOOK_LOG = "admin/webhooks/logs/{id}"
WEBHOOK_REDELIVER = "admin/webhooks/redeliver/{id}"

WEBHOOK_ROUTES = (
    WEBHOOKS,
    WEBHOOK,
    WEBHOOK_SEARCH,
    WEBHOOK_EVENTS,
    WEBHOOK_LOGS,
    WEBHOOK_LOG,
    WEBHOOK_REDELIVER,
)

LISTS = {
    "crm/accounts/summary": ACCOUNT,
    "crm/contacts/summary": CONTACT,
    "servicedesk/hardwareasset/searchselect": ASSET,
    "servicedesk/tickets": TICKET,
}
SINGLES = {
    "crm/accounts/summary/{id}": ACCOUNT,
    "crm/contacts/summary/{id}": CONTACT,
    "servicedesk/hardwareasset/{id}": ASSET,
    "servicedesk/tickets/{id}": TICKET,
}
LOOKUPS = {
    "system/queues/lookup": QUEUE,
    "system/statuses/lookup": STATUS,
    "system/priorities/lookup": PRIORITY,
}

_NAMES = (
    AUTHENTICATE,
    REFRESH,
    *LISTS,
    *SINGLES,
    *LOOKUPS,
    CUSTOM_FIELDS,
    CUSTOM_FIELD_VALUES,
    *WEBHOOK_ROUTES,
)
_PATTERNS = tuple(
    (name, re.compile(name.replace("{module}", r"(?P<module>\d{1,9})").replace("{id}", r"(?P<id>\d{1,18})")))
    for name in _NAMES
)


@dataclass(frozen=True, slots=True)
class Target:
    """`name` is the path below `/v2/` with placeholders."""

    name: str
    number: int = 0
    module: int = 0

    @property
    def kind(self) -> Kind | None:
        return LISTS.get(self.name) or SINGLES.get(self.name) or LOOKUPS.get(self.name)


def resolve(path: str) -> Target | None:
    """Paths are the same in any casing. None: there is no such endpoint."""
    below = path.strip("/").lower()
    if not below.startswith("v2/"):
        return None
    for name, pattern in _PATTERNS:
        if match := pattern.fullmatch(below.removeprefix("v2/")):
            numbers = match.groupdict()
            return Target(name, int(numbers.get("id") or 0), int(numbers.get("module") or 0))
    return None
