"""One request for many syncs. Each is a request of its own, with an outcome of its own."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psasync.kit.mongo import Document
from psasync_scheduler.actions import executions
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.domain.bulk_runs import MOST_SYNCS, BulkRun, ItemOutcome, Selection, item_key
from psasync_scheduler.domain.errors import FieldError, Invalid, NotFound, Refused
from psasync_scheduler.domain.requests import RunRequest, fingerprint

_AT_ONCE = 8
_SECONDS = 22.0
"""After so long no further item is begun: an answer that says what was done is worth more than a time-out."""

_OUTCOMES = {"confirmation-needed": ItemOutcome.CONFIRMATION_NEEDED, "paused": ItemOutcome.PAUSED}


@dataclass(frozen=True, slots=True)
class Item:
    sync: str
    outcome: ItemOutcome
    answer: Document = field(default_factory=dict)  # where an execution was found or made
    verdict: Invalid | NotFound | Refused | None = None


async def run(context: Context, caller: Caller, body: BulkRun, idempotency_key: str | None) -> list[Item]:
    """The items in the order of their naming, or of their ids.

    With an `Idempotency-Key` the same syncs are meant each time, and none of them is asked for twice; what was
    refused or not tried is tried again. Raises `Invalid`.
    """
    body.check_chosen()
    until = time.monotonic() + _SECONDS
    syncs = await _meant(context, caller, body, idempotency_key)
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(sync: str) -> Item:
        async with at_once:
            if time.monotonic() > until:
                return Item(sync, ItemOutcome.NOT_TRIED)
            return await _item(context, caller, sync, body.request, idempotency_key)

    return list(await asyncio.gather(*map(one, syncs)))


async def _item(context: Context, caller: Caller, sync: str, body: RunRequest, bulk_key: str | None) -> Item:
    key = None if bulk_key is None else item_key(bulk_key, sync)
    try:
        answer = await executions.request(context, caller, sync, body, key, {"bulk": True})
    except NotFound as verdict:
        return Item(sync, ItemOutcome.NOT_FOUND, verdict=verdict)
    except Invalid as verdict:
        return Item(sync, ItemOutcome.REFUSED, verdict=verdict)
    except Refused as verdict:
        return Item(sync, _OUTCOMES.get(verdict.code, ItemOutcome.REFUSED), verdict=verdict)
    return Item(sync, ItemOutcome.JOINED if answer["joined"] else ItemOutcome.ACCEPTED, answer)


async def _meant(context: Context, caller: Caller, body: BulkRun, key: str | None) -> list[str]:
    """The syncs of the bulk: with a key those that its first use has found."""
    if key is None:
        return await _chosen(context, caller, body)
    scope, now = caller.principal.key_id, context.now()
    print_of_body = fingerprint("bulk", body.model_dump(mode="json"))
    row = await context.stores.idempotency.find(scope, key, now)
    if row is None:
        row = {"fingerprint": print_of_body, "syncs": await _chosen(context, caller, body)}
        row = await context.stores.idempotency.first(scope, key, row, now)
    if row["fingerprint"] != print_of_body:
        raise Invalid([FieldError("Idempotency-Key", "was used for another request within the last 24 hours")])
    syncs: list[str] = row["syncs"]
    return syncs


async def _chosen(context: Context, caller: Caller, body: BulkRun) -> list[str]:
    if body.select is None:
        return list(dict.fromkeys(body.syncs or ()))
    found = await _selected(context, caller, body.select)
    if len(found) > MOST_SYNCS:
        raise Invalid([FieldError("select", f"fits more than {MOST_SYNCS} syncs; divide them by `tenants`")])
    return found


async def _selected(context: Context, caller: Caller, select: Selection) -> list[str]:
    """Ids of live syncs that the caller sees, in order; at most one more than a bulk may hold."""
    tenants = _tenants(caller, select.tenants)
    if select.system is None:
        return await context.stores.syncs.ids_of(_within(tenants), MOST_SYNCS + 1)
    found: list[str] = []
    after: str | None = None
    while len(found) <= MOST_SYNCS:
        connections = await context.stores.connections.of_system(str(select.system), _within(tenants), after)
        if not connections:
            break
        after = connections[-1]
        found += await context.stores.syncs.ids_of({"connection": {"$in": connections}}, MOST_SYNCS + 1 - len(found))
    return sorted(found)


def _tenants(caller: Caller, asked: Sequence[str] | None) -> list[str] | None:
    """Those that are meant and that the caller sees; None: all."""
    if asked is not None:
        return [tenant for tenant in asked if caller.sees(tenant)]
    return None if caller.principal.tenant is None else [caller.principal.tenant]


def _within(tenants: list[str] | None) -> dict[str, Any]:
    return {} if tenants is None else {"tenant": {"$in": tenants}}
