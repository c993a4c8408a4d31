"""Windows of calls as one document, moved on by the server in one step.

`spent` holds the calls per bucket of time. A window counts the bucket at hand and as many before it as it is long, so
that no stretch of its length ever sees more calls than it allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psasync.kit.mongo.server_clock import NOW_MS
from psasync.psa.budgets.shares import Share

_KEPT_SECONDS = 86_400
_SHORTEST_WAIT = 0.01

Stage = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """Times in seconds."""

    granted: int  # calls
    valid: float  # how long they may be held
    wait: float  # if none is granted
    blocked: bool  # the PSA asked to slow down


ASK_AGAIN = Answer(granted=0, valid=0.0, wait=_SHORTEST_WAIT, blocked=False)


def answer_of(document: Mapping[str, Any]) -> Answer:
    is_blocked = document["blocked_ms"] > 0
    wait = document["blocked_ms"] if is_blocked else document["free_ms"]
    return Answer(
        granted=int(document["granted"]),
        valid=document["left_ms"] / 1000,
        wait=max(_SHORTEST_WAIT, wait / 1000),
        blocked=is_blocked,
    )


def take(share: Share, chunk: int) -> Sequence[Stage]:
    """Take up to a chunk of what the window has left."""
    length = max(1, round(share.bucket * 1000))
    bucket = {"$floor": {"$divide": [NOW_MS, length]}}
    # A single bucket is a fixed window; several roll, and the one at hand is not full yet.
    counted = share.buckets if share.buckets > 1 else 0
    recent = {"$filter": {"input": {"$ifNull": ["$spent", []]}, "cond": {"$gte": ["$$this.b", "$oldest"]}}}
    left = {"$subtract": [share.calls, {"$sum": _each("n")}]}
    oldest = {"$ifNull": [{"$min": _each("b")}, "$bucket"]}
    return [
        {"$set": {"bucket": bucket, "oldest": {"$subtract": [bucket, counted]}}},
        {"$set": {"spent": recent}},
        {
            "$set": {
                "blocked_ms": {"$max": [0, {"$subtract": [{"$ifNull": ["$until", 0]}, NOW_MS]}]},
                "left_ms": {"$subtract": [length, {"$mod": [NOW_MS, length]}]},
                "free_ms": {"$subtract": [{"$multiply": [{"$add": [oldest, counted + 1]}, length]}, NOW_MS]},
                "room": {"$max": [0, {"$min": [chunk, left]}]},
            }
        },
        {"$set": {"granted": {"$cond": [{"$gt": ["$blocked_ms", 0]}, 0, "$room"]}}},
        {"$set": {"spent": {"$concatArrays": ["$spent", _taken()]}, **_expiry()}},
    ]


def blocked(seconds: float) -> Sequence[Stage]:
    """Nobody gets a call before so many seconds are over; an earlier word that lasts longer stands."""
    until = {"$add": [NOW_MS, round(seconds * 1000)]}
    return [{"$set": {"until": {"$max": [{"$ifNull": ["$until", 0]}, until]}, **_expiry()}}]


def _each(field: str) -> Stage:
    """Spelled out: not every server follows a path through an array."""
    return {"$map": {"input": "$spent", "in": f"$$this.{field}"}}


def _taken() -> Stage:
    return {"$cond": [{"$gt": ["$granted", 0]}, [{"b": "$bucket", "n": "$granted"}], []]}


def _expiry() -> dict[str, Any]:
    return {"expires_at": {"$toDate": {"$add": [NOW_MS, _KEPT_SECONDS * 1000]}}}
