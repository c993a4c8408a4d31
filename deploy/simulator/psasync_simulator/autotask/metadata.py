"""What Autotask says about its own entities and fields."""

from typing import Any

from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.data.custom_fields import DEFINITIONS, declared
from psasync_simulator.autotask.data.webhooks import TICKET_FIELDS
from psasync_simulator.autotask.entities import TICKETS, Entity
from psasync_simulator.autotask.writing.resource import WRITABLE
from psasync_simulator.data.kind import Kind

_TYPES = {bool: "boolean", int: "integer", float: "decimal"}


def entity_information(entity: Entity) -> dict[str, Any]:
    writable = entity.path in WRITABLE
    return {
        "info": {
            "name": entity.path,
            "canCreate": writable,
            "canDelete": writable and WRITABLE[entity.path].deletable,
            "canQuery": True,
            "canUpdate": writable,
            "hasUserDefinedFields": entity.has_custom_fields,
            "supportsWebhookCallouts": True,
            "userAccessForCreate": "All",
            "userAccessForDelete": "None",
            "userAccessForQuery": "All",
            "userAccessForUpdate": "All",
        }
    }


def fields(account: Account, entity: Entity) -> dict[str, Any]:
    """The entity's own fields; custom ones are declared apart."""
    found = [_field(account, entity, name, value) for name, value in _sample(account, entity).items()]
    return {"fields": found}


def custom_fields(entity: Entity) -> dict[str, Any]:
    return {"fields": [declared(definition) for definition in DEFINITIONS if definition.of == entity.path]}


def _sample(account: Account, entity: Entity) -> dict[str, Any]:
    record = account.stores[entity.kind.name].sample()
    return {name: value for name, value in record.items() if name != "userDefinedFields"}


def _field(account: Account, entity: Entity, name: str, value: Any) -> dict[str, Any]:
    options = entity.picklists.get(name)
    return {
        "name": name,
        "dataType": _data_type(name, value),
        "length": 100 if isinstance(value, str) else 0,
        "isRequired": name in account.required.get(entity.path, ()),
        "isReadOnly": name == "id",
        "isQueryable": True,
        "isReference": name in entity.references,
        "referenceEntityType": entity.references.get(name, ""),
        "isPickList": options is not None,
        "picklistValues": None if options is None else _values(account, options),
        "picklistParentValueField": "",
        "isSupportedWebhookField": entity is TICKETS and name in TICKET_FIELDS,
    }


def _values(account: Account, kind: Kind) -> list[dict[str, Any]]:
    store = account.stores[kind.name]
    return [store.record(number) for number in store.ids()]


def _data_type(name: str, value: Any) -> str:
    if name.endswith(("Date", "DateTime", "Time")):
        return "datetime"
    return "long" if name == "id" else _TYPES.get(type(value), "string")
