"""From a good answer to what a method gives back."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from psasync_client.errors import UnexpectedAnswer
from psasync_client.models.base import Model
from psasync_client.operation import Nothing, Operation
from psasync_client.pages import Page

T = TypeVar("T")


class Location(str):
    """Where a redirect points to."""

    __slots__ = ()


class _PageBody(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None = None


def read(operation: Operation[T], status: int, headers: Mapping[str, str], content: bytes) -> T:
    """Raises UnexpectedAnswer for what the operation does not promise."""
    kind = operation.answers.get(status) or (_only(operation) if status < HTTPStatus.MULTIPLE_CHOICES else None)
    if kind is None:
        raise UnexpectedAnswer(f"{operation.id} was answered with {status}, which this version does not know")
    answer: T = _read(operation, kind, headers, content)
    if isinstance(answer, Model):
        answer.keep_etag(headers.get("etag"))
    return answer


def read_page(operation: Operation[Any], item: type[T], status: int, content: bytes) -> Page[T]:
    if status != HTTPStatus.OK:
        raise UnexpectedAnswer(f"{operation.id} was answered with {status}, which is no page of a list")
    try:
        body: _PageBody[T] = _page_body(cast("Any", item)).model_validate_json(content)
    except ValidationError as error:
        raise _unexpected(operation, error) from None
    return Page(body.items, body.next_cursor)


def _read(operation: Operation[Any], kind: Any, headers: Mapping[str, str], content: bytes) -> Any:
    if kind is Nothing:
        return None
    if kind is Location:
        return Location(headers.get("location", ""))
    try:
        return _adapter(kind).validate_json(content)
    except ValidationError as error:
        raise _unexpected(operation, error) from None


def _only(operation: Operation[T]) -> type[T] | None:
    """Another good status than the promised one, from a newer service: still the one thing that can be meant."""
    kinds = set(operation.answers.values())
    return kinds.pop() if len(kinds) == 1 else None


def _unexpected(operation: Operation[Any], error: ValidationError) -> UnexpectedAnswer:
    # Which fields are wrong, and never what is in them: answers hold names of people.
    places = "; ".join(
        f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}"
        for each in error.errors(include_input=False, include_context=False, include_url=False)[:5]
    )
    return UnexpectedAnswer(f"{operation.id} was answered with something that this version cannot read: {places}")


@lru_cache(maxsize=512)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@lru_cache(maxsize=512)
def _page_body(item: Any) -> type[_PageBody[Any]]:
    return _PageBody[item]
