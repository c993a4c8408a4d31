"""The dialect of event streams. Every event carries the id to resume from."""

from collections.abc import Sequence
from enum import StrEnum

import orjson

from psasync.kit.http.sse import ServerEvent, heartbeat_comment
from psasync_tickets_relay.domain.gaps import Gap
from psasync_tickets_relay.domain.resume import Place, ResumeIds


class CutReason(StrEnum):
    """Why the relay ended a stream. In each case the client can come back with the id it has."""

    SLOW_CONSUMER = "slow-consumer"  # it took events more slowly than they came
    TOPIC_CHANGED = "topic-changed"  # the topic was made anew: what was missed is told at the next connection
    SHUTDOWN = "shutdown"  # this replica stops
    REVOKED = "revoked"  # the key is no longer valid for this stream
    UNVERIFIED = "unverified"  # whether the key is still valid could not be found out


def ticket(resume_id: str, event_json: bytes) -> bytes:
    """The form in which windows hold it."""
    return ServerEvent("ticket", event_json, resume_id).encode()


def passed_on(chunk: bytes) -> bytes:
    return chunk


def framed(events: Sequence[bytes]) -> bytes:
    """A chunk of HTTP/1.1 (RFC 9112, 7.1), in which the server sends every answer whose length is not known."""
    body = b"".join(events)
    return b"%x\r\n%b\r\n" % (len(body), body)


tickets = framed
LAST_CHUNK = b"0\r\n\r\n"


def heartbeat(resume_id: str) -> bytes:
    """Moves the client's Last-Event-ID without giving it an event."""
    return heartbeat_comment(resume_id)


def gap(missed: Gap, partition: int, ids: ResumeIds) -> bytes:
    body = gap_members(missed, partition, ids)
    return ServerEvent("gap", orjson.dumps(body), body["to"]).encode()


def gap_members(missed: Gap, partition: int, ids: ResumeIds) -> dict[str, str | None]:
    """What is told of a gap in any dialect; `from` is null where the start is not known."""
    start = None if missed.start is None else ids.write(Place(partition, missed.start))
    return {"reason": missed.reason, "from": start, "to": ids.write(Place(partition, missed.end))}


def closed(reason: CutReason, resume_id: str, retry_ms: int) -> bytes:
    """The last event of a stream; `retry_ms` is how long the client should wait before it comes back."""
    body = {"reason": reason, "retry_ms": retry_ms}
    return b"retry: %d\n" % retry_ms + ServerEvent("closed", orjson.dumps(body), resume_id).encode()
