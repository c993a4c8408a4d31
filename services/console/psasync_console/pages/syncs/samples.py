"""A record before and after its mapping, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psasync_client.models.scheduler import Sample, SamplesView
from psasync_client.samples import compared
from psasync_console.pages.syncs.mapping_form import shown

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class FieldLine:
    """`change` as in `FieldChange`."""

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
    lines = [FieldLine(each.field, _text(each.before), _text(each.after), each.change) for each in compared(sample)]
    return SampleShown(sample.label, sample.source_id, lines)


def _text(value: Any) -> str:
    text = shown(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
