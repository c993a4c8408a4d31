"""Contacts on their way into ConnectWise."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.psa.connectwise.destination.changes import Row
from psasync.psa.connectwise.destination.targets import Targets
from psasync.psa.destination import Outgoing
from psasync.psa.toolkit.person_names import first_and_last

PATH = "company/contacts"
EMAIL, PHONE = "Email", "Phone"

_ADDRESS = {
    "line1": "addressLine1",
    "line2": "addressLine2",
    "city": "city",
    "region": "state",
    "postal_code": "zip",
}


def new_contact(record: Outgoing, targets: Targets) -> dict[str, Any]:
    body = wanted_contact(record, {}, targets)
    return {name: value for name, value in body.items() if value not in ("", [], None)}


def wanted_contact(record: Outgoing, current: Row, targets: Targets) -> dict[str, Any]:
    """What should stand in it. One that the source no longer has becomes inactive and keeps everything else."""
    if record.deleted:
        return {"inactiveFlag": True}
    data = record.data
    first, last = first_and_last(data.get("name"))
    wanted: dict[str, Any] = {"firstName": first, "lastName": last, "inactiveFlag": data.get("active") is False}
    if "title" in data:
        wanted["title"] = data["title"] or ""
    if "company_id" in record.parents:
        wanted["company"] = {"id": int(record.parents["company_id"])}
    wanted |= _address(data)
    items = _items(data, current.get("communicationItems") or [], targets)
    if items is not None:
        wanted["communicationItems"] = items
    return wanted


def _address(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without the country, which ConnectWise takes by an id of its own only."""
    if "address" not in data:
        return {}
    address = data["address"] or dict.fromkeys(_ADDRESS)
    return {field: address[part] or "" for part, field in _ADDRESS.items() if part in address}


def _items(data: Mapping[str, Any], current: Sequence[Row], targets: Targets) -> list[Row] | None:
    """All communication items, as a list is only replaced whole; None where the source knows of none."""
    items = list(current)
    for name, kind, type_id in (("email", EMAIL, targets.email_type), ("phone", PHONE, targets.phone_type)):
        if name in data:
            items = _with(items, kind, data[name], type_id)
    return items if "email" in data or "phone" in data else None


def _with(items: list[Row], kind: str, value: str | None, type_id: int | None) -> list[Row]:
    """With the default item of the kind, else its first, at this value; the others stay as they are."""
    places = [at for at, item in enumerate(items) if item.get("communicationType") == kind]
    place = next((at for at in places if items[at].get("defaultFlag")), places[0] if places else None)
    if not value:
        return [item for at, item in enumerate(items) if at != place]
    if place is not None:
        return [{**item, "value": value} if at == place else item for at, item in enumerate(items)]
    added: dict[str, Any] = {"communicationType": kind, "value": value, "defaultFlag": True}
    if type_id is not None:
        added["type"] = {"id": type_id}
    return [*items, added]
