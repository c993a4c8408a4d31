"""Companies and contacts in Autotask's fields."""

from collections.abc import Mapping
from typing import Any

from psasync.psa.autotask.destination.targets import Targets
from psasync.psa.destination import Outgoing
from psasync.psa.toolkit.external_key import external_key
from psasync.psa.toolkit.person_names import first_and_last
from psasync.psa.toolkit.rows import Row

MAX_NUMBER = 50
"""Characters that Autotask keeps of a company number."""

_COMPANY = {"name": "companyName", "website": "webAddress"}
_CONTACT = {"title": "title", "email": "emailAddress", "phone": "phone"}
_ADDRESS = {
    "line1": "addressLine",
    "line2": "addressLine1",
    "city": "city",
    "region": "state",
    "postal_code": "zipCode",
}


def number_of(record: Outgoing, targets: Targets) -> str:
    """The company number, by which the company is found again."""
    return external_key(targets.prefix, record.source_id, MAX_NUMBER)


def new_company(record: Outgoing, targets: Targets) -> dict[str, Any]:
    body = {
        "companyNumber": number_of(record, targets),
        "companyType": targets.company_type,
        "ownerResourceID": targets.owner,
        "phone": targets.phone,
        **wanted_company(record),
    }
    return _given(body)


def wanted_company(record: Outgoing) -> dict[str, Any]:
    """One that the source no longer has becomes inactive and keeps everything else."""
    if record.deleted:
        return {"isActive": False}
    return {**_texts(record.data, _COMPANY), "isActive": True}


def new_contact(record: Outgoing) -> dict[str, Any]:
    return _given(wanted_contact(record))


def wanted_contact(record: Outgoing) -> dict[str, Any]:
    """As for companies. Autotask has 0 and 1 for contacts where it has true and false elsewhere."""
    if record.deleted:
        return {"isActive": 0}
    data = record.data
    first, last = first_and_last(data.get("name"))
    wanted = {"firstName": first, "lastName": last, "isActive": int(data.get("active") is not False)}
    wanted |= _texts(data, _CONTACT)
    if "company_id" in record.parents:
        wanted["companyID"] = int(record.parents["company_id"])
    if "address" in data:
        wanted |= _texts(data["address"] or dict.fromkeys(_ADDRESS), _ADDRESS)
    return wanted


def differing(current: Row, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Only these are sent: Autotask leaves alone what a PATCH does not name."""
    return {name: value for name, value in wanted.items() if _plain(current.get(name)) != _plain(value)}


def _texts(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What the source has no field for is left alone."""
    return {field: data[name] or "" for name, field in names.items() if name in data}


def _given(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value not in {"", None}}


def _plain(value: Any) -> Any:
    return "" if value is None else value
