"""The relay's collections and their indexes."""

from collections.abc import Sequence

from psasync.kit.mongo import Index
from psasync.psa.budgets import BUDGET_INDEXES, BUDGETS
from psasync_tickets_relay.store.due import DUE

HEALTH = "webhook_health"
REFUSALS = "webhook_refusals"
REGISTRATIONS = "registrations"
REPAIRS = "repairs"
SEEN_CHANGES = "seen_changes"
_DAY = 86_400


def indexes(*, health_days: int, refusal_days: int, seen_hours: float) -> dict[str, Sequence[Index]]:
    return {
        HEALTH: [Index((("updated_at", 1),), expire_after_seconds=health_days * _DAY)],
        REFUSALS: [
            Index((("connection", 1), ("_id", -1))),
            Index((("at", 1),), expire_after_seconds=refusal_days * _DAY),
        ],
        REGISTRATIONS: [DUE],
        REPAIRS: [DUE],
        SEEN_CHANGES: [
            Index((("connection", 1), ("at", -1))),
            Index((("at", 1),), expire_after_seconds=round(seen_hours * 3600)),
        ],
        BUDGETS: BUDGET_INDEXES,
    }
