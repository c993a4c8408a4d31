"""The indexes, in one place. The guarantees of `jobs` stand on the unique ones."""

from collections.abc import Mapping, Sequence

from psasync.kit.mongo import Index
from psasync.psa.budgets import BUDGET_INDEXES, BUDGETS

ONE_QUEUED = "one_queued_per_request"
ONE_PER_SYNC = "one_running_per_sync"
ONE_PER_CONNECTION = "one_running_per_connection"
ONE_PER_SLOT = "one_running_per_slot"
IMPORTED_DAYS = "imported_days"
QUEUED_OF_SYNC = "queued_of_sync"
MISSING = "missing_records"
BY_ID = "_id_"
"""What MongoDB itself calls the index that every collection has."""


def _only_where_set(field: str, name: str) -> Index:
    return Index(((field, 1),), unique=True, partial={field: {"$exists": True}}, name=name)


INDEXES: Mapping[str, Sequence[Index]] = {
    "jobs": [
        # Each of these fields exists exactly while the job holds the place that it names.
        _only_where_set("queue_key", ONE_QUEUED),
        _only_where_set("slot_sync", ONE_PER_SYNC),
        _only_where_set("slot_connection", ONE_PER_CONNECTION),
        _only_where_set("slot_system", ONE_PER_SLOT),
        Index((("state", 1), ("priority", 1), ("turn", 1))),
        Index((("sync_key", 1),), partial={"queue_key": {"$exists": True}}, name=QUEUED_OF_SYNC),
        Index((("expires_at", 1),), expire_after_seconds=0),
    ],
    "ledger": [
        Index((("sync", 1), ("entity", 1), ("missing", 1), ("_id", 1)), partial={"missing": True}, name=MISSING),
        # Holds all that the imported days of a sync are counted by, so no document is fetched for them.
        Index((("sync", 1), ("imported", 1), ("date", 1), ("entity", 1)), name=IMPORTED_DAYS),
    ],
    "records": [
        Index((("tenant", 1), ("entity", 1), ("sync", 1), ("_id", 1))),
        Index((("tenant", 1), ("entity", 1), ("changed_at", 1), ("_id", 1))),
        # Deleted ones are few: who asks for them alone must not walk over all the others.
        Index(
            (("tenant", 1), ("entity", 1), ("deleted", 1), ("sync", 1), ("_id", 1)),
            partial={"deleted": True},
        ),
    ],
    "intents": [Index((("expires_at", 1),), expire_after_seconds=0)],
    "seen": [
        Index((("execution", 1), ("entity", 1), ("page", 1)), unique=True),
        Index((("expires_at", 1),), expire_after_seconds=0),
    ],
    BUDGETS: BUDGET_INDEXES,
}
