"""A record before and after its mapping, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psasync_client.models.scheduler import Sample, SamplesView
from psasync_console.pages.syncs.mapping_form import shown

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class FieldLine:
    """`change`: what the mapping did with it: `added`, `removed`, `changed`, or nothing."""

    field: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class SampleShown:
    label: str
    source_id: str
    lines: Sequence[FieldLine]


@dataclass(frozen=True, slots=True)
class SamplesShown:
    records: Sequence[SampleShown]
    unreadable: int


def samples_shown(view: SamplesView) -> SamplesShown:
    return SamplesShown([_sample(each) for each in view.records], view.unreadable)


def _sample(sample: Sample) -> SampleShown:
    before, after = dict(_flat(sample.before)), dict(_flat(sample.after))
    names = [*before, *(name for name in after if name not in before)]
    return SampleShown(sample.label, sample.source_id, [_line(name, before, after) for name in names])


def _line(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> FieldLine:
    change = "added" if name not in before else "removed" if name not in after else ""
    if not change and before[name] != after[name]:
        change = "changed"
    return FieldLine(name, _text(before.get(name)), _text(after.get(name)), change)


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _text(value: Any) -> str:
    text = shown(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
