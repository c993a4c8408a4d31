"""Names of what is sent to a destination that takes idempotency keys."""

from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.hashing import digest_of


def delivery_key(
    sync: str, entity: Entity, source_id: str, version: str, *, deleted: bool = False, forced_by: str | None = None
) -> str:
    """The same for the same version of a record, whoever sends it and however often.

    `forced_by`: the execution that sends again what was taken before, so that it counts as something new.
    """
    parts = [sync, str(entity), source_id, version]
    if deleted:
        parts.append("deleted")
    return digest_of([*parts, f"execution {forced_by}"] if forced_by else parts)
