"""From a broken rule of the canonical model to the issue that a person reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity

_REQUIRED = {"missing", "string_too_short"}


def issues_of(error: ValidationError) -> tuple[Issue, ...]:
    """One issue per field, in the order of the model; the values themselves are not repeated."""
    found: dict[str, Issue] = {}
    for detail in error.errors(include_url=False, include_context=True, include_input=True):
        field = _field(detail["loc"])
        found.setdefault(field, _issue(field, detail))
    return tuple(found.values())


def _field(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location)[:100]


def _issue(field: str, detail: ErrorDetails) -> Issue:
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] in _REQUIRED or detail.get("input") is None:
        return Issue(code=IssueCode.FIELD_REQUIRED, field=field, message=f"The field {field} has no value.")
    if detail["type"] == "string_too_long":
        limit, length = context.get("max_length"), len(str(detail["input"]))
        message = f"The field {field} has {length} characters; at most {limit} are possible."
        return Issue(code=IssueCode.FIELD_TOO_LONG, field=field, message=message)
    message = f"The field {field} cannot be used: {detail['msg']}."
    return Issue(code=IssueCode.FIELD_INVALID, field=field, message=message[:500])


def unreadable(reason: str) -> Issue:
    return Issue(code=IssueCode.RECORD_UNREADABLE, message=f"The record cannot be understood: {reason}"[:500])


def parent_missing(entity: Entity, field: str, parent: str) -> Issue:
    message = f"It belongs to the {entity} {parent}, which is not imported."
    return Issue(code=IssueCode.PARENT_MISSING, message=message[:500], field=field)


def gone() -> Issue:
    return Issue(code=IssueCode.SOURCE_GONE, message="The PSA no longer has the record.")
