"""Records before and after a mapping, as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psasync_cli.output.words import word
from psasync_client.models.scheduler import SamplesView
from psasync_client.samples import compared


@dataclass(frozen=True, slots=True)
class FieldLine:
    """`change` as in `FieldChange`."""

    record: str
    field: str
    before: str
    after: str
    change: str


def lines_of(samples: SamplesView) -> Iterator[FieldLine]:
    for sample in samples.records:
        record = f"{sample.label} ({sample.source_id})" if sample.label else sample.source_id
        for each in compared(sample):
            yield FieldLine(record, each.field, word(each.before), word(each.after), each.change)
