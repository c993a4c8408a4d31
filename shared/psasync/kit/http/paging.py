"""Paging by an opaque cursor."""

import base64
import binascii
from collections.abc import Mapping
from typing import Generic, TypeVar

import orjson
from pydantic import BaseModel, Field

from psasync.kit.http.problems import Problem, bad_request

_LONGEST = 2_000

T = TypeVar("T")
Scalar = str | int | float | bool | None


class PageOf(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None = Field(None, description="Give it as `cursor` to read on; null at the end.")


def encode_cursor(position: Mapping[str, Scalar]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(dict(position))).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> dict[str, Scalar]:
    """Raises `Problem` 400 for anything that `encode_cursor` cannot have made.

    Callers put the values into database filters, so only scalars pass: an object could be an operator.
    """
    if len(cursor) > _LONGEST:
        raise _not_a_cursor()
    try:
        position = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise _not_a_cursor() from error
    if not isinstance(position, dict) or any(isinstance(value, dict | list) for value in position.values()):
        raise _not_a_cursor()
    return position


def _not_a_cursor() -> Problem:
    return bad_request("The cursor is not one that this service gave out.", code="bad-cursor")
