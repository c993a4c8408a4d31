"""Where a rebuilt document says something else than the live one. Pure rules."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Status

Document = Mapping[str, Any]

# Not compared: what depends on when an event was folded (revision, pending events, the last sign of life), and a
# cancel, which has no effect when it comes after the end.
_EXECUTION = (
    "tenant",
    "sync",
    "status",
    "outcome",
    "request",
    "requested_at",
    "started_at",
    "ended_at",
    "settings",
    "attempts",
    "last_seq",
    "fence",
    "counts",
    "spans",
    "codes",
    "coded",
    "logged",
    "unreadable",
    "completed_entities",
    "differences",
    "error",
    "canceled",
)
_BY_THE_CLOCK = ("ended_at",)
_SEEN_LAST = ("state", "resolution", "severity", "message", "label", "hash", "last_execution", "closed_by")
_SEEN_FIRST = ("first_execution", "count")


def comparable(live: Document, rebuilt: Document) -> bool:
    """Whether both have come to their end: what still runs differs by the moment."""
    return all(document["status"] is not None and Status(document["status"]).terminal for document in (live, rebuilt))


def execution_differences(live: Document, rebuilt: Document) -> list[str]:
    """The names of fields. When results ended an execution by itself depends on when it looked."""
    overdue = (live.get("error") or {}).get("code") == IssueCode.DEADLINE_PASSED
    names = [name for name in _EXECUTION if not (overdue and name in _BY_THE_CLOCK)]
    return _different(names, live, rebuilt)


def issue_differences(live: Document | None, rebuilt: Document, retained: AbstractSet[str]) -> list[str]:
    """The names of fields, or what is wrong altogether. `retained`: the executions that were folded again.

    An issue that was seen before the retained window began has been counted more often than its rebuilt twin. One
    that a person dismissed is an open one here.
    """
    if live is None:
        return ["the live database does not have it"]
    if live["last_execution"] not in retained:
        return []
    names = _SEEN_LAST + (_SEEN_FIRST if live["first_execution"] in retained else ())
    if live["state"] == "dismissed":
        names = tuple(name for name in names if name != "state")
    return _different(names, live, rebuilt)


def row_differences(live: Sequence[Document], rebuilt: Sequence[Document]) -> list[str]:
    """The ids of documents that only one side has, or that differ."""
    theirs, ours = ({str(document["_id"]): document for document in side} for side in (live, rebuilt))
    return sorted(key for key in theirs.keys() | ours.keys() if theirs.get(key) != ours.get(key))


def _different(names: Sequence[str], live: Document, rebuilt: Document) -> list[str]:
    return [name for name in names if live.get(name) != rebuilt.get(name)]
