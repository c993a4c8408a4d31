"""How given values come to stand in the record."""

from typing import Any

from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.data.custom_fields import DEFINITIONS, carried
from psasync_simulator.connectwise.errors import Fieldwise, invalid
from psasync_simulator.connectwise.writing.resource import Resource, Shape


def stored(company: Company, resource: Resource, given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The checked fields as the record holds them; `before` is the record without them. Raises `Refused` (400)."""
    return {name: _stored(company, resource, name, value, before) for name, value in given.items()}


def _stored(company: Company, resource: Resource, name: str, value: Any, before: dict[str, Any]) -> Any:
    if resource.fields[name] is Shape.CUSTOM_FIELDS:
        return _custom_fields(resource, value or [], before["customFields"])
    if name == "communicationItems":
        return [_communication_item(before["id"], index, item) for index, item in enumerate(value or [])]
    target = (resource.looked_up or {}).get(name)
    if target is None or value is None:
        return value
    record = company.stores[target.name].record(value["id"])
    return {field: record[field] for field in ("id", "identifier", "name") if field in record}


def _custom_fields(resource: Resource, given: list[Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fields that are not named keep their value."""
    known = {definition.id: definition for definition in DEFINITIONS if definition.of == resource.name}
    values = {item["id"]: item["value"] for item in before}
    for item in given:
        if item["id"] not in known:
            message = f"The custom field {item['id']} does not exist."
            raise invalid(resource.name, [Fieldwise("InvalidField", message, "customFields")])
        values[item["id"]] = item.get("value")
    return [carried(definition, values.get(number)) for number, definition in known.items()]


def _communication_item(contact: int, index: int, item: dict[str, Any]) -> dict[str, Any]:
    value = str(item.get("value", ""))
    domain = {"domain": value[value.index("@") :]} if "@" in value else {}
    return {"id": contact * 100 + index, "defaultFlag": index == 0, **item, **domain}
