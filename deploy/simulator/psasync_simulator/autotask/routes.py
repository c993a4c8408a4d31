"""What a path below the version means. Autotask does not mind the case of names."""

import re
from dataclasses import dataclass
from enum import StrEnum

from psasync_simulator.autotask.entities import CONTACTS, ENTITIES, TICKET_WEBHOOK_FIELDS, Entity

_SHAPES = re.compile(
    r"(?P<parent>[a-z]+)/(?P<of>\d{1,12})/(?P<child>[a-z]+)"
    r"|(?P<entity>[a-z]+)(?:/(?P<rest>.*))?",
    re.IGNORECASE,
)


class What(StrEnum):
    COLLECTION = "collection"
    ONE = "one"
    QUERY = "query"
    COUNT = "count"
    INFORMATION = "information"
    FIELDS = "fields"
    CUSTOM_FIELDS = "custom fields"


_RESTS = {
    "": What.COLLECTION,
    "query": What.QUERY,
    "query/next": What.QUERY,
    "query/count": What.COUNT,
    "entityinformation": What.INFORMATION,
    "entityinformation/fields": What.FIELDS,
    "entityinformation/userdefinedfields": What.CUSTOM_FIELDS,
}


_CHILDREN = {
    ("companies", "contacts"): CONTACTS,
    ("ticketwebhooks", "fields"): TICKET_WEBHOOK_FIELDS,
}


@dataclass(frozen=True, slots=True)
class Target:
    entity: Entity
    what: What
    number: int | None = None
    parent: int | None = None


def resolve(path: str) -> Target | None:
    """None if there is no such resource."""
    found = _SHAPES.fullmatch(path)
    if found is None:
        return None
    if found["child"]:
        child = _CHILDREN.get((found["parent"].lower(), found["child"].lower()))
        return Target(child, What.COLLECTION, parent=int(found["of"])) if child else None
    entity, rest = ENTITIES.get(found["entity"].lower()), (found["rest"] or "").lower()
    if entity is None:
        return None
    if rest.isascii() and rest.isdigit() and len(rest) <= 12:
        return Target(entity, What.ONE, number=int(rest))
    return Target(entity, _RESTS[rest]) if rest in _RESTS else None


def endpoint_of(path: str) -> str:
    """What calls at a time are counted by: the kind of record; of a child, its own."""
    target = resolve(path)
    return target.entity.path if target else path.partition("/")[0]
