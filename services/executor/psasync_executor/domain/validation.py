"""Checking a page of canonical records against what the destination takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from psasync.contracts.canonical import MODELS, Record
from psasync.contracts.issues import Issue
from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.issues import issues_of
from psasync_executor.domain.shapes import shape_of

_PAGES: Mapping[Entity, TypeAdapter[list[dict[str, Any]]]] = {
    entity: TypeAdapter(list[shape_of(model)])  # type: ignore[misc, arg-type]  # the type is only known at run time
    for entity, model in MODELS.items()
}

Verdict = dict[str, Any] | tuple[Issue, ...]
"""The record in the destination's form, or why it is refused."""


def validate(entity: Entity, records: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """One verdict per record. A page without mistakes is one call; only a page with some is looked at singly."""
    try:
        return list(_PAGES[entity].validate_python(records))
    except ValidationError:
        return [_single(entity, record) for record in records]


def _single(entity: Entity, record: Mapping[str, Any]) -> Verdict:
    try:
        return _stored(MODELS[entity].model_validate(record))
    except ValidationError as error:
        return issues_of(error)


def _stored(model: Record) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_unset=True)
