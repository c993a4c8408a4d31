"""What the generated methods are made of: one operation of the platform, and one call of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from pydantic_core import to_json

from psasync_client.addresses import Service

T_co = TypeVar("T_co", covariant=True)

IDEMPOTENCY_KEY = "idempotency-key"
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_UNSAFE_SEGMENTS = frozenset({"", ".", ".."})


@dataclass(frozen=True, slots=True)
class Operation(Generic[T_co]):
    """One line of the interface. `answers` tells the type of each good status."""

    id: str
    service: Service
    method: str
    path: str  # with a `{}` for each argument
    answers: Mapping[int, type[T_co]] = field(default_factory=dict)
    keyed: bool = False  # takes an idempotency key: one is made where the caller gives none

    def call(
        self,
        arguments: Sequence[str] = (),
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        body: BaseModel | Mapping[str, Any] | None = None,
    ) -> "Call":
        """What is sent. None stands for "not given" everywhere. Raises ValueError for an argument that is no name."""
        sent = {name: _header(value) for name, value in (headers or {}).items() if value is not None}
        if self.keyed:
            sent.setdefault(IDEMPOTENCY_KEY, str(uuid.uuid4()))
        if body is not None:
            sent["content-type"] = "application/json"
        return Call(
            service=self.service,
            name=self.id,
            method=self.method,
            target=self._target(arguments, query or {}),
            headers=sent,
            content=None if body is None else encoded(body),
            repeatable=self.method in _IDEMPOTENT or IDEMPOTENCY_KEY in sent,
        )

    def _target(self, arguments: Sequence[str], query: Mapping[str, Any]) -> str:
        path = self.path.format(*(_segment(self.id, argument) for argument in arguments))
        pairs = [(name, text) for name, value in query.items() for text in _values(value)]
        return f"{path}?{urlencode(pairs)}" if pairs else path


@dataclass(frozen=True, slots=True)
class Call:
    """A request but for its host and key."""

    service: Service
    name: str
    method: str
    target: str
    headers: Mapping[str, str]
    content: bytes | None
    repeatable: bool


def encoded(body: BaseModel | Mapping[str, Any]) -> bytes:
    """Of a model what was set: what was left out stays as the service has it."""
    if isinstance(body, BaseModel):
        return body.model_dump_json(by_alias=True, exclude_unset=True).encode()
    return to_json(body, by_alias=True)


def _segment(operation: str, argument: str) -> str:
    text = _text(argument)
    if text in _UNSAFE_SEGMENTS:
        # It would silently address something else, as the list in place of one thing.
        raise ValueError(f"{operation}: {argument!r} is not an id")
    return quote(text, safe="")


def _values(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [_text(value)]
    return [_text(each) for each in value]


def _text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _header(value: Any) -> str:
    """A number is a version, which HTTP writes as an entity tag."""
    return f'"{value}"' if isinstance(value, int) else str(value)


Nothing: Final[type[None]] = type(None)
"""The answer without a body."""
