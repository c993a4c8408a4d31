"""The relay's collections and their indexes."""

from psasync.kit.mongo import Index

HEALTH = "webhook_health"
REFUSALS = "webhook_refusals"
_DAY = 86_400


def indexes(*, health_days: int, refusal_days: int) -> dict[str, list[Index]]:
    return {
        HEALTH: [Index((("updated_at", 1),), expire_after_seconds=health_days * _DAY)],
        REFUSALS: [
            Index((("connection", 1), ("_id", -1))),
            Index((("at", 1),), expire_after_seconds=refusal_days * _DAY),
        ],
    }
