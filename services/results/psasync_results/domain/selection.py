"""Which issues somebody means: some by their ids, or all that a filter finds."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from psasync.contracts.base import Id
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity

MOST_IDS = 500

Label = Annotated[str, StringConstraints(min_length=1, max_length=100)]
IssueId = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class IssueFilter(BaseModel):
    """All live issues of the tenant that fit every part that is given; an empty one means all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sync: Id | None = None
    entity: Entity | None = None
    code: IssueCode | None = None
    label: Label | None = Field(default=None, description="How the record's label begins, in any case.")


class IssueSelection(BaseModel):
    """Either `ids` or `filter`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[IssueId, ...] | None = Field(default=None, min_length=1, max_length=MOST_IDS)
    filter: IssueFilter | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("either `ids` or `filter` is needed")
        return self
