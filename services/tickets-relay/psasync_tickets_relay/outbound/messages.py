"""The dialect of WebSockets: one JSON object a message, with `type`, and with the id to resume from.

The members of a `gap` and of `closed` are those of the event stream's data.
"""

from collections.abc import Sequence

import orjson
from websockets.frames import Frame, Opcode

from psasync_tickets_relay.domain.gaps import Gap
from psasync_tickets_relay.domain.resume import ResumeIds
from psasync_tickets_relay.outbound.encoding import CutReason, gap_members

_ID, _DATA, _END = b"id: ", b"\ndata: ", b"\n\n"


def passed_on(chunk: bytes) -> bytes:
    """Cut out of the encoded event, whose JSON is one line: a ticket is encoded once for clients of both kinds."""
    head, _, body = chunk.removeprefix(_ID).partition(_DATA)
    resume_id = head.partition(b"\n")[0]
    return b'{"type":"ticket","id":"' + resume_id + b'","ticket":' + body.removesuffix(_END) + b"}"


def framed(events: Sequence[bytes]) -> bytes:
    """A text frame each (RFC 6455, 5.2)."""
    return b"".join([Frame(Opcode.TEXT, event).serialize(mask=False) for event in events])


def tickets(chunks: Sequence[bytes]) -> bytes:
    return framed([passed_on(chunk) for chunk in chunks])


def heartbeat(resume_id: str) -> bytes:
    return orjson.dumps({"type": "heartbeat", "id": resume_id})


def gap(missed: Gap, partition: int, ids: ResumeIds) -> bytes:
    members = gap_members(missed, partition, ids)
    return orjson.dumps({"type": "gap", "id": members["to"], **members})


def closed(reason: CutReason, resume_id: str, retry_ms: int) -> bytes:
    return orjson.dumps({"type": "closed", "id": resume_id, "reason": reason, "retry_ms": retry_ms})
