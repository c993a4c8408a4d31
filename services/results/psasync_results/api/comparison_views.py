"""Comparisons as they are shown."""

from pydantic import BaseModel, Field

from psasync.contracts.issues import Issue
from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.http import PageOf
from psasync.kit.mongo import Document
from psasync_results.domain.comparison import Change
from psasync_results.store.comparison import Compared


class SideView(BaseModel):
    """What one of the two runs says of the record."""

    outcome: Outcome
    issues: list[Issue] = Field(default_factory=list)


class ComparedRecordView(BaseModel):
    entity: Entity
    source_id: str
    label: str
    change: Change
    now: SideView | None = Field(description="In this run; null if it says nothing, or that nothing has changed.")
    before: SideView | None = Field(description="In the other run.")


class ComparisonView(PageOf[ComparedRecordView]):
    execution: str
    previous: str | None = Field(description="The run that it is compared with; null if there is none, then no items.")


def compared_view(compared: Compared) -> ComparedRecordView:
    shown = compared.now or compared.before or {}
    return ComparedRecordView(
        entity=shown["entity"],
        source_id=shown["source_id"],
        label=shown["label"],
        change=compared.change,
        now=_side(compared.now),
        before=_side(compared.before),
    )


def _side(record: Document | None) -> SideView | None:
    return SideView(outcome=record["outcome"], issues=record.get("issues", [])) if record is not None else None
