"""Every index of the catalog database, in one place."""

from psasync.kit.mongo import Index

_LIVE = {"archived": False}
_DUE = Index((("due", 1),), partial={"due": True}, name="due")
_PENDING = Index((("priority", 1), ("queued_at", 1)), partial={"state": "pending"}, name="pending")
_EXPIRY = Index((("expire_at", 1),), expire_after_seconds=0, name="expiry")
_AUDITED = ("key_id", "who", "action")
_LIST = (
    Index((("tenant", 1), ("archived", 1), ("_id", 1)), name="list_of_tenant"),
    Index((("archived", 1), ("_id", 1)), name="list"),
)
_ARCHIVING = Index((("archiving_next", 1),), partial={"archiving_due": True}, name="archiving_next")
_STATE = Index((("archived", 1), ("active", 1), ("_id", 1)), name="list_of_state")
_NAMES = Index((("archived", 1), ("name_key", 1), ("_id", 1)), name="names")
_FILTERED = (
    _STATE,
    _NAMES,
    Index((("tenant", 1), ("archived", 1), ("name_key", 1), ("_id", 1)), name="names_of_tenant"),
    Index((("system", 1), ("archived", 1), ("_id", 1)), name="list_of_system"),
)

_MISSED = (
    Index((("tenant", 1), ("listed", 1)), partial={"state": "missed"}, name="missed_of_tenant"),
    Index((("listed", 1),), partial={"state": "missed"}, name="missed"),
)

INDEXES = {
    "tenants": [
        Index((("name_key", 1),), unique=True, partial=_LIVE, name="unique_name"),
        Index((("archived", 1), ("_id", 1)), name="list"),
        Index((("replan_due", 1),), partial={"replan_due": True}, name="replan_due"),
        _STATE,
        _NAMES,
        _ARCHIVING,
        _DUE,
    ],
    "connections": [
        Index((("tenant", 1), ("name_key", 1)), unique=True, partial=_LIVE, name="unique_name"),
        Index((("webhook_digest", 1),), unique=True, name="webhook"),
        Index((("system", 1), ("archived", 1), ("_id", 1)), name="list_of_system"),
        *_LIST,
        *_FILTERED,
        _ARCHIVING,
        _DUE,
    ],
    "syncs": [
        Index((("tenant", 1), ("name_key", 1)), unique=True, partial=_LIVE, name="unique_name"),
        Index((("connection", 1), ("archived", 1), ("_id", 1)), name="of_connection"),
        Index((("destination", 1), ("archived", 1), ("_id", 1)), name="of_destination"),
        Index((("next_fire", 1),), partial={"scheduled": True}, name="next_fire"),
        *_LIST,
        *_FILTERED,
        _DUE,
    ],
    "keys": [Index((("digest", 1),), unique=True, name="digest"), *_LIST, _DUE],
    "person_keys": [Index((("digest", 1),), unique=True, name="digest"), *_LIST, _DUE, _EXPIRY],
    "sign_ins": [_EXPIRY],
    "sign_in_codes": [_EXPIRY],
    "requests": [
        Index((("likeness", 1),), unique=True, partial={"joinable": True}, name="unique_likeness"),
        _PENDING,
        _EXPIRY,
    ],
    "cancels": [_PENDING, _EXPIRY],
    "idempotency": [_EXPIRY],
    "budgets": [_EXPIRY],
    "declarations": [_EXPIRY],
    "streaks": [_EXPIRY],
    "firings": [_EXPIRY],
    "occurrences": [*_MISSED, _DUE, _EXPIRY],
    "audit": [
        Index((("tenant", 1), ("_id", 1)), name="list_of_tenant"),
        Index((("subject", 1), ("_id", 1)), name="of_subject"),
        *(Index(((field, 1), ("_id", 1)), name=f"of_{field}") for field in _AUDITED),
        *(Index((("tenant", 1), (field, 1), ("_id", 1)), name=f"of_tenant_and_{field}") for field in _AUDITED),
    ],
}
