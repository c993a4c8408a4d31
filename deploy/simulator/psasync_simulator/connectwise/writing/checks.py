"""What ConnectWise refuses of a record that is written."""

from typing import Any

from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.errors import Fieldwise
from psasync_simulator.connectwise.writing.resource import Resource, fits


def mistakes(company: Company, resource: Resource, given: dict[str, Any], number: int | None) -> list[Fieldwise]:
    """All that is wrong with the fields that are set; `number` is the record they are set on, None for a new one."""
    missing = [name for name in resource.required if _is_missing(given, name, new=number is None)]
    if missing:
        return [Fieldwise("MissingRequiredField", f"The {name} field is required.", name) for name in missing]
    wrong = [
        Fieldwise("InvalidField", f"The {name} field is not known.", name)
        for name in given
        if name not in resource.fields
    ]
    wrong += [
        Fieldwise("InvalidField", f"The {name} field must be a {resource.fields[name]}.", name)
        for name, value in given.items()
        if name in resource.fields and not fits(value, resource.fields[name])
    ]
    return wrong or _dangling(company, resource, given) or _taken(company, resource, given, number)


def _is_missing(given: dict[str, Any], name: str, *, new: bool) -> bool:
    return given.get(name) in {None, ""} if new or name in given else False


def _dangling(company: Company, resource: Resource, given: dict[str, Any]) -> list[Fieldwise]:
    """References to records that do not live."""
    targets = {name: kind for name, kind in (resource.looked_up or {}).items() if given.get(name)}
    return [
        Fieldwise("InvalidField", f"The {name} {given[name]['id']} does not exist.", name)
        for name, kind in targets.items()
        if not company.stores[kind.name].alive(given[name]["id"])
    ]


def _taken(company: Company, resource: Resource, given: dict[str, Any], number: int | None) -> list[Fieldwise]:
    field = resource.unique
    if field is None or field not in given:
        return []
    store = company.stores[resource.kind.name]
    wanted = given[field].lower()
    # Of the untouched records one alone can have this identifier: the one whose number stands in it.
    derived = int(wanted[1:]) if wanted[1:].isascii() and wanted[1:].isdigit() else 0
    candidates = {*store.edited(), *({derived} if store.alive(derived) else ())} - {number}
    if any(store.record(candidate)[field].lower() == wanted for candidate in candidates):
        return [Fieldwise("ObjectExists", f"The {field} {given[field]} is already in use.", field)]
    return []
