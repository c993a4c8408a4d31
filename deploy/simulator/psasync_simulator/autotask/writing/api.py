"""POST and PATCH of companies and contacts. Both answer with the id alone."""

from typing import Any

import orjson

from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.errors import failed
from psasync_simulator.autotask.writing.checks import mistakes
from psasync_simulator.autotask.writing.resource import CONTACT, Resource
from psasync_simulator.data.kind import Kind
from psasync_simulator.data.store import Store
from psasync_simulator.http import Answer, Request, json_answer

_CUSTOM = "userDefinedFields"


def create(account: Account, resource: Resource, request: Request, parent: int | None, now: int) -> Answer:
    """Raises `Refused`; then nothing has changed. `parent`: the company of a contact."""
    given = _given(account, resource, request, parent)
    given.pop("id", None)
    _check(account, resource, given, new=True)
    before = {_CUSTOM: custom_fields.carried(resource.path)}
    number = _store(account, resource).create(now, _stored(given, before), parent=given.get("companyID") or 0)
    return json_answer(200, {"itemId": number})


def change(account: Account, resource: Resource, request: Request, parent: int | None, now: int) -> Answer:
    """The id stands in the body, not in the address. Raises `Refused`; then nothing has changed."""
    given = _given(account, resource, request, parent)
    number = given.pop("id", None)
    store = _store(account, resource)
    if not isinstance(number, int) or isinstance(number, bool):
        raise failed("Value does not exist for the required field id.")
    if not store.alive(number) or (resource is CONTACT and store.parent(number) != parent):
        raise failed(f"The {_kind(resource).singular} {number} does not exist.")
    _check(account, resource, given, new=False)
    store.write(number, now, _stored(given, store.record(number)), parent=given.get("companyID"))
    return json_answer(200, {"itemId": number})


def _given(account: Account, resource: Resource, request: Request, parent: int | None) -> dict[str, Any]:
    try:
        given = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise failed("The body cannot be parsed.") from error
    if not isinstance(given, dict):
        raise failed("The body cannot be parsed.")
    if resource is not CONTACT:
        return given
    if parent is None or not account.stores["companies"].alive(parent):
        raise failed(f"The parent Company {parent} does not exist.")
    return {"companyID": parent, **given}


def _check(account: Account, resource: Resource, given: dict[str, Any], *, new: bool) -> None:
    found = mistakes(account, resource, given, new=new)
    if found:
        raise failed(*found)


def _stored(given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Custom fields that are not named keep their value."""
    if _CUSTOM not in given:
        return given
    values = {item["name"]: item.get("value") for item in given[_CUSTOM]}
    kept = [{"name": item["name"], "value": values.get(item["name"], item["value"])} for item in before[_CUSTOM]]
    return {**given, _CUSTOM: kept}


def _store(account: Account, resource: Resource) -> Store:
    return account.stores[_kind(resource).name]


def _kind(resource: Resource) -> Kind:
    kind = resource.entity.kind
    if kind is None:
        raise ValueError(f"{resource.path} has no records")
    return kind
