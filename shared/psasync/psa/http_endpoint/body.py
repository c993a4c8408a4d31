"""The body of a request, as `docs/http-endpoint.md` describes it."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from psasync.psa.destination import Delivery, Outgoing

RECORDS = "records"
PING = "ping"


def records_body(delivery: Delivery, tenant: str, records: Sequence[Outgoing]) -> bytes:
    """All records are of one entity."""
    return orjson.dumps({
        "type": RECORDS,
        "tenant": tenant,
        "sync": delivery.sync,
        "entity": records[0].entity,
        "records": [_written(record) for record in records],
    })  # fmt: skip


def ping_body(tenant: str) -> bytes:
    return orjson.dumps({"type": PING, "tenant": tenant})


def message_id(execution: str, keys: Iterable[str]) -> str:
    """Names a request: the same records in the same execution are the same message, however often it is sent.

    The execution stands in it because a record can come back to what it was before, and must then be taken again.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in (execution, *keys):
        digest.update(f"{len(part)}:{part}".encode())
    return f"msg_{digest.hexdigest()}"


def _written(record: Outgoing) -> dict[str, Any]:
    common = {"id": record.source_id, "key": record.key, "version": record.version}
    if record.deleted:
        return {**common, "action": "delete"}
    return {**common, "action": "upsert", "data": dict(record.data)}
