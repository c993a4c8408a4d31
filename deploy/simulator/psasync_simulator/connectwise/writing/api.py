"""POST and PATCH of records."""

from typing import Any

from psasync_simulator.connectwise.bodies import json_body, patched_fields
from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.errors import Fieldwise, invalid, not_allowed, not_found
from psasync_simulator.connectwise.routes import Target
from psasync_simulator.connectwise.writing.checks import mistakes
from psasync_simulator.connectwise.writing.resource import WRITABLE, Resource
from psasync_simulator.connectwise.writing.values import stored
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.http import Answer, Request, json_answer


def answer_write(company: Company, target: Target, request: Request, now: int) -> Answer:
    """Raises `Refused`; then nothing has changed."""
    resource = WRITABLE.get(target.endpoint.kind.name)
    if resource is None or target.count:
        raise not_allowed()
    match request.method, target.number:
        case "POST", None:
            return _create(company, resource, json_body(request), now)
        case "PATCH", int() as number:
            return _change(company, resource, number, json_body(request), now)
    raise not_allowed()


def _create(company: Company, resource: Resource, given: Any, now: int) -> Answer:
    if not isinstance(given, dict):
        raise invalid(resource.name, [Fieldwise("InvalidObject", "The body must be an object", "")])
    _check(company, resource, given, None)
    store = company.stores[resource.kind.name]
    number = store.next_number
    blank = resource.kind.blank or resource.kind.build
    before = blank(company.layout, number, 0, Stamps(now, now), 0)
    fields = stored(company, resource, given, before)
    return json_answer(201, store.record(store.create(now, fields, parent=_parent(given) or 0)))


def _change(company: Company, resource: Resource, number: int, operations: Any, now: int) -> Answer:
    store = company.stores[resource.kind.name]
    if not store.alive(number):
        raise not_found(resource.name.capitalize(), number)
    given = patched_fields(operations, resource.name)
    _check(company, resource, given, number)
    fields = stored(company, resource, given, store.record(number))
    store.write(number, now, fields, parent=_parent(given))
    return json_answer(200, store.record(number))


def _check(company: Company, resource: Resource, given: dict[str, Any], number: int | None) -> None:
    found = mistakes(company, resource, given, number)
    if found:
        raise invalid(resource.name, found)


def _parent(given: dict[str, Any]) -> int | None:
    """A contact belongs to the company that it names."""
    if "company" not in given:
        return None
    return given["company"]["id"] if given["company"] else 0
