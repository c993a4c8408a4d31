"""What Autotask refuses of a record that is written."""

from collections.abc import Iterator
from typing import Any

from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.entities import ENTITIES
from psasync_simulator.autotask.writing.resource import Resource, Shape, fits

MAX_TEXT = 100_000


def mistakes(account: Account, resource: Resource, given: dict[str, Any], *, number: int | None) -> list[str]:
    """All that is wrong with the fields that are set, in Autotask's words. `number`: of a record that is changed."""
    return (
        list(_missing(account, resource, given, new=number is None))
        or list(_unfit(resource, given))
        or [*_dangling(account, resource, given), *_custom(resource, given)]
        or list(_doubled(account, resource, given, number))
    )


def _missing(account: Account, resource: Resource, given: dict[str, Any], *, new: bool) -> Iterator[str]:
    for name in account.required[resource.path]:
        if (new or name in given) and given.get(name) in (None, ""):
            yield f"Value does not exist for the required field {name}."


def _unfit(resource: Resource, given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        shape = resource.shapes.get(name)
        if shape is None:
            yield f"Unable to find {name} in the {resource.path} Entity."
        elif not fits(value, shape):
            yield f"The value of {name} must be a {shape}."
        elif len(str(value)) > resource.longest.get(name, MAX_TEXT):
            yield f"The value of {name} is too long."


def _dangling(account: Account, resource: Resource, given: dict[str, Any]) -> Iterator[str]:
    """Values that no picklist and no record has."""
    for name, options in resource.entity.picklists.items():
        if given.get(name) is not None and not account.stores[options.name].alive(given[name]):
            yield f"The value {given[name]} does not exist in the picklist of {name}."
    for name, path in resource.entity.references.items():
        kind = ENTITIES[path.lower()].kind
        if given.get(name) is not None and not account.stores[kind.name].alive(given[name]):
            yield f"The {kind.singular} {given[name]} that {name} refers to does not exist."


def _custom(resource: Resource, given: dict[str, Any]) -> Iterator[str]:
    known = custom_fields.names(resource.path)
    for name, shape in resource.shapes.items():
        if shape is Shape.CUSTOM_FIELDS:
            for item in given.get(name, ()):
                if item["name"] not in known:
                    yield f"The user-defined field {item['name']} does not exist."


def _doubled(account: Account, resource: Resource, given: dict[str, Any], number: int | None) -> Iterator[str]:
    """Another record with the same values, switched off or not."""
    if not resource.unique or not given.keys() & set(resource.unique):
        return
    store = account.stores[resource.entity.kind.name]
    wanted = {**(store.record(number) if number else {}), **given}
    for other in store.ids():
        if other != number and all(store.record(other)[name] == wanted.get(name) for name in resource.unique):
            yield f"A {resource.entity.kind.singular} with this {resource.unique[-1]} already exists."
