"""What a mapping does to a record, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psasync_client.models.scheduler import Sample


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`change`: what the mapping did: `added`, `removed`, `changed`, or nothing. None: there is no such field."""

    field: str
    before: Any
    after: Any
    change: str


def compared(sample: Sample) -> Iterator[FieldChange]:
    """First the fields that were there before; parts of a field have dots before their names."""
    before, after = dict(_flat(sample.before)), dict(_flat(sample.after))
    for name in dict.fromkeys([*before, *after]):
        change = "added" if name not in before else "removed" if name not in after else ""
        if not change and before[name] != after[name]:
            change = "changed"
        yield FieldChange(name, before.get(name), after.get(name), change)


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
