"""Applying a sync's mapping to a record: renames, value maps, fixed values. Pure, and total over any JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from psasync.contracts.mapping import EntityMapping

Data = dict[str, Any]
Change = Callable[[Data], None]
Transform = Callable[[Data], Data]

_ABSENT = object()


def transform_of(mapping: EntityMapping | None) -> Transform | None:
    """What is done to each record; None where there is nothing to do."""
    changes = _changes(mapping) if mapping else []
    if not changes:
        return None

    def transform(data: Data) -> Data:
        changed = {name: dict(value) if isinstance(value, dict) else value for name, value in data.items()}
        for change in changes:
            change(changed)
        return changed

    return transform


def _changes(mapping: EntityMapping) -> list[Change]:
    return [
        *(_rename(source, target) for source, target in mapping.rename.items()),
        *(_translate(field, values) for field, values in mapping.values.items()),
        *(_fix(field, value) for field, value in mapping.fixed.items()),
    ]


def _rename(source: str, target: str) -> Change:
    def change(data: Data) -> None:
        value = _taken(data, source)
        if value is not _ABSENT:
            _put(data, target, value)

    return change


def _translate(field: str, values: Mapping[str, Any]) -> Change:
    def change(data: Data) -> None:
        value = _found(data, field)
        if value is not _ABSENT and (known := values.get(_spelled(value), _ABSENT)) is not _ABSENT:
            _put(data, field, known)

    return change


def _fix(field: str, value: Any) -> Change:
    return lambda data: _put(data, field, value)


def _spelled(value: Any) -> str:
    """Truth as JSON writes it; numbers as people do."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _split(path: str) -> tuple[str, str | None]:
    head, dot, tail = path.partition(".")
    return head, tail if dot else None


def _found(data: Data, path: str) -> Any:
    head, tail = _split(path)
    if tail is None:
        return data.get(head, _ABSENT)
    part = data.get(head)
    return part.get(tail, _ABSENT) if isinstance(part, dict) else _ABSENT


def _taken(data: Data, path: str) -> Any:
    head, tail = _split(path)
    if tail is None:
        return data.pop(head, _ABSENT)
    part = data.get(head)
    return part.pop(tail, _ABSENT) if isinstance(part, dict) else _ABSENT


def _put(data: Data, path: str, value: Any) -> None:
    head, tail = _split(path)
    if tail is None:
        data[head] = value
        return
    part = data.get(head)
    if not isinstance(part, dict):
        part = data[head] = {}
    part[tail] = value
