"""The filters of an execution's records, the same for its pages and its export."""

from typing import Annotated

from fastapi import Depends, Query

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.store.record_pages import RecordQuery

LabelPrefix = Annotated[
    str | None,
    Query(
        max_length=200,
        description="How the record's label begins, without regard to case. Pages can be short then: read on while "
        "there is a cursor.",
    ),
]


def record_query(
    outcome: Outcome | None = None,
    entity: Entity | None = None,
    code: IssueCode | None = None,
    label: LabelPrefix = None,
) -> RecordQuery:
    return RecordQuery(outcome, entity, code, label.casefold() if label else None)


RecordFilters = Annotated[RecordQuery, Depends(record_query)]
