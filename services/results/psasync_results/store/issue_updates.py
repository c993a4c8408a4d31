"""What is written to an issue when a record tells of it, or proves it over.

Each update is filtered on the stored (fence, seq) being lower: repeated and late events change nothing, and an
issue counts each result once.
"""

from typing import Any

from psasync.kit.mongo import Document, UpdateOne
from psasync_results.domain.issues import Cleared, Moment, Seen, issue_id
from psasync_results.domain.labels import label_order
from psasync_results.store.newest import order

OPEN, RESOLVED, DISMISSED = "open", "resolved", "dismissed"
LIVE: Document = {"closed_at": None}
"""The filter for issues that are not over, dismissed or not."""


def seen_update(found: Seen) -> UpdateOne:
    """Opens the issue, or notes that it was seen again. A dismissed one stays so until its record has changed."""
    code, when, record = found.issue.code.value, found.when, found.record
    first: Document = {
        "tenant": found.tenant,
        "sync": record.sync,
        "entity": record.entity,
        "source_id": record.source_id,
        "code": code,
        "first_seen_at": when.at,
        "first_execution": when.execution,
    }
    latest: Document = {
        "severity": found.issue.severity.value,
        "field": found.issue.field,
        "message": found.issue.message,
        "label": found.label,
        "label_order": label_order(found.label, issue_id(record, code)),
        "hash": found.hash,
        "last_seen_at": when.at,
        "last_execution": when.execution,
        "order": order(when.at, issue_id(record, code)),
        "closed_at": None,
        "closed_by": None,
        "fence": when.fence,
        "seq": when.seq,
    }
    fields = {
        **{name: {"$ifNull": [f"${name}", _literal(value)]} for name, value in first.items()},
        **{name: _literal(value) for name, value in latest.items()},
        "state": {"$cond": [_still_dismissed(found.hash), DISMISSED, OPEN]},
        "count": {"$add": [{"$ifNull": ["$count", 0]}, 1]},
    }
    older = {"_id": issue_id(record, code), "$or": _older(when)}
    return UpdateOne(older, [{"$set": fields}], upsert=True)


def closed_update(id_: str, clear: Cleared) -> UpdateOne:
    """A record proves it over, whether or not somebody had dismissed it."""
    when = clear.when
    older = {"_id": id_, **LIVE, "$or": _older(when)}
    closed = {
        "state": RESOLVED,
        "resolution": clear.state,
        "closed_at": when.at,
        "closed_by": when.execution,
        "fence": when.fence,
        "seq": when.seq,
    }
    return UpdateOne(older, {"$set": closed})


def _still_dismissed(hash_: str | None) -> Document:
    """Content that is not known does not differ."""
    same: list[Any] = [True] if hash_ is None else [{"$eq": ["$dismissal.hash", _literal(hash_)]}]
    return {"$and": [{"$eq": ["$state", DISMISSED]}, *same]}


def _literal(value: object) -> Document:
    """What comes from a PSA is no expression, whatever it looks like."""
    return {"$literal": value}


def _older(when: Moment) -> list[Document]:
    return [{"fence": {"$lt": when.fence}}, {"fence": when.fence, "seq": {"$lt": when.seq}}]
