"""How an event stream goes on after it was cut: rules without I/O, the same for both flavours."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from psasync_client.errors import ConnectionFailed, NotFound, PsaSyncError, UnexpectedAnswer
from psasync_client.operation import Call, Operation
from psasync_client.retries import Retries, passing
from psasync_client.sse import EventReader, RawEvent

T_co = TypeVar("T_co", covariant=True)

LAST_EVENT_ID = "last-event-id"
APPEARS_WITHIN_SECONDS = 5.0
"""So long an execution that was just asked for may be unknown to the service that tells of it."""

PATIENCE_SECONDS = 300.0
"""A stream that was open is tried again for so long; one that never was, as long as any call."""


@dataclass(frozen=True, slots=True)
class Event(Generic[T_co]):
    """One event. `id` is where to resume after it, with `last_event_id`; `event` is its name."""

    id: str | None
    event: str
    data: T_co


@dataclass(frozen=True, slots=True)
class StreamOperation(Operation[T_co]):
    """`events`: the type of each event by its name. `ends`: whether the stream is over with it.

    `late`: what it follows may become known only a moment after it was accepted.
    """

    events: Mapping[str, type[T_co]] = field(default_factory=dict)
    ends: Callable[[T_co], bool] = field(default=lambda _: False)
    late: bool = False


class Resumption(Generic[T_co]):
    """Takes what comes over one connection after another, and says when to try the next."""

    def __init__(
        self,
        operation: StreamOperation[T_co],
        call: Call,
        retries: Retries,
        last_id: str | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._operation = operation
        self._call = call
        self._retries = retries
        self._clock = clock
        self._last_id = last_id
        self._retry: float | None = None
        self._reader = EventReader(last_id)
        self._failures = 0
        self._heard_at: float | None = None
        self._began = clock()
        self.ended = False  # the stream is over for good

    @property
    def last_id(self) -> str | None:
        """Where another stream would have to resume; moved by heartbeats too."""
        return self._reader.last_id

    def next_call(self) -> Call:
        """For the next connection, from where the last one was cut; what had come of an event by halves is dropped."""
        retry, self._reader = self._reader.retry, EventReader(self._reader.last_id)
        self._retry = retry if retry is not None else self._retry
        if self.last_id is None:
            return self._call
        return replace(self._call, headers={**self._call.headers, LAST_EVENT_ID: self.last_id})

    def feed(self, chunk: bytes) -> Iterator[Event[T_co]]:
        """The events that end with this chunk, until the last of the stream. Of unknown names none are told."""
        self._heard_at, self._failures = self._clock(), 0
        for raw in self._reader.feed(chunk):
            kind = self._operation.events.get(raw.event)
            if kind is None:
                continue
            event = Event(raw.id, raw.event, self._decoded(kind, raw))
            self.ended = self._operation.ends(event.data)
            yield event
            if self.ended:
                return

    def pause_after(self, error: PsaSyncError | None) -> float:
        """Seconds until the next connection. None: it was ended without an error. Raises the error when it is over."""
        self._failures += 1
        if error is not None and not passing(error) and not self._may_appear(error):
            raise error
        silent = self._clock() - (self._began if self._heard_at is None else self._heard_at)
        if silent > (self._retries.within if self._heard_at is None else PATIENCE_SECONDS):
            raise error or ConnectionFailed(self._call.service, self._operation.path, "every stream was ended at once")
        told = self._reader.retry if self._reader.retry is not None else self._retry
        return max(self._retries.backoff(self._failures, error), told or 0.0)

    def _may_appear(self, error: PsaSyncError) -> bool:
        early = self._heard_at is None and self._clock() - self._began < APPEARS_WITHIN_SECONDS
        return self._operation.late and early and isinstance(error, NotFound)

    def _decoded(self, kind: Any, raw: RawEvent) -> T_co:
        try:
            data: T_co = _adapter(kind).validate_json(raw.data)
        except ValidationError as error:
            # Not what is in it: tickets hold what nobody but the receiver may see.
            places = {".".join(map(str, each["loc"])) for each in error.errors(include_input=False)}
            text = f"{self._operation.id} sent a `{raw.event}` that this version cannot read: {sorted(places)}"
            raise UnexpectedAnswer(text) from None
        return data


@lru_cache(maxsize=64)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
