"""Records before and after a mapping, as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psasync_cli.output.words import word
from psasync_client.models.scheduler import Sample, SamplesView


@dataclass(frozen=True, slots=True)
class FieldLine:
    """`change`: what the mapping did: added, removed, changed, or nothing."""

    record: str
    field: str
    before: str
    after: str
    change: str


def lines_of(samples: SamplesView) -> Iterator[FieldLine]:
    """Field by field, parts of a field with dots before their names."""
    for sample in samples.records:
        yield from _lines(sample)


def _lines(sample: Sample) -> Iterator[FieldLine]:
    before, after = dict(_flat(sample.before)), dict(_flat(sample.after))
    record = f"{sample.label} ({sample.source_id})" if sample.label else sample.source_id
    for name in dict.fromkeys([*before, *after]):
        change = "added" if name not in before else "removed" if name not in after else ""
        if not change and before[name] != after[name]:
            change = "changed"
        yield FieldLine(record, name, word(before.get(name)), word(after.get(name)), change)


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
