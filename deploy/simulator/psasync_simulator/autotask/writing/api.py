"""POST, PATCH and DELETE of what clients may write. All answer with the id alone."""

from typing import Any

import orjson

from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.entities import TICKET_WEBHOOKS
from psasync_simulator.autotask.errors import failed
from psasync_simulator.autotask.writing.checks import mistakes
from psasync_simulator.autotask.writing.resource import WEBHOOK_FIELD, Resource
from psasync_simulator.data.store import Store
from psasync_simulator.http import Answer, Request, json_answer

_CUSTOM = "userDefinedFields"


def create(account: Account, resource: Resource, request: Request, parent: int | None, now: int) -> Answer:
    """Raises `Refused`; then nothing has changed. `parent`: of a child."""
    given = _given(account, resource, request, parent)
    given.pop("id", None)
    _check(account, resource, given)
    before = {_CUSTOM: custom_fields.carried(resource.path)}
    number = _store(account, resource).create(now, _stored(given, before), parent=_parent(resource, given) or 0)
    if resource is WEBHOOK_FIELD and parent:
        account.stores[TICKET_WEBHOOKS.kind.name].write(parent, now, {"isReady": True})
    return json_answer(200, {"itemId": number})


def change(account: Account, resource: Resource, request: Request, parent: int | None, now: int) -> Answer:
    """The id stands in the body, not in the address. Raises `Refused`; then nothing has changed."""
    given = _given(account, resource, request, parent)
    number = given.pop("id", None)
    store = _store(account, resource)
    if not isinstance(number, int) or isinstance(number, bool):
        raise failed("Value does not exist for the required field id.")
    if not store.alive(number) or (resource.parent and store.parent(number) != parent):
        raise failed(f"The {resource.entity.kind.singular} {number} does not exist.")
    _check(account, resource, given, number=number)
    store.write(number, now, _stored(given, store.record(number)), parent=_parent(resource, given))
    return json_answer(200, {"itemId": number})


def remove(account: Account, resource: Resource, number: int) -> Answer:
    store = _store(account, resource)
    if not store.alive(number):
        raise failed(f"The {resource.entity.kind.singular} {number} does not exist.")
    store.delete(number)
    return json_answer(200, {"itemId": number})


def _given(account: Account, resource: Resource, request: Request, parent: int | None) -> dict[str, Any]:
    try:
        given = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise failed("The body cannot be parsed.") from error
    if not isinstance(given, dict):
        raise failed("The body cannot be parsed.")
    if resource.parent is None:
        return given
    kind = resource.parent.entity.kind
    if parent is None or not account.stores[kind.name].alive(parent):
        raise failed(f"The parent {kind.singular} {parent} does not exist.")
    return {resource.parent.field: parent, **given}


def _parent(resource: Resource, given: dict[str, Any]) -> int | None:
    return given.get(resource.parent.field) if resource.parent else None


def _check(account: Account, resource: Resource, given: dict[str, Any], *, number: int | None = None) -> None:
    """`number`: of the record that is changed; None: it is a new one."""
    found = mistakes(account, resource, given, number=number)
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
    return account.stores[resource.entity.kind.name]
