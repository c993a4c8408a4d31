"""/v1/bulk/syncs: the same for many syncs, with what has become of each."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Role
from psasync.kit.http import encode_cursor, forbidden
from psasync_scheduler.actions import bulk_change, bulk_create
from psasync_scheduler.actions.each import Verdict
from psasync_scheduler.api.access import Admin, Operator, Ports
from psasync_scheduler.api.executions import IdempotencyKey
from psasync_scheduler.api.listing import place
from psasync_scheduler.api.outcomes import ItemProblem, ItemView
from psasync_scheduler.domain.bulk import MOST_ITEMS, BulkChange, BulkNew, Did, Outcome
from psasync_scheduler.domain.listing import Place

router = APIRouter(prefix="/v1/bulk", tags=["bulk"])


class BulkItem(ItemView):
    index: int = Field(description="The place in `items` or `ids`, or in what the filter found.")
    did: Did | None = None
    sync: str | None = None
    tenant: str | None = None
    name: str | None = None
    version: int | None = None
    fields: list[str] = Field(default_factory=list, description="Those that the change changes.")


class BulkAnswer(BaseModel):
    """Each item is a write of its own: some may have been done and others not."""

    preflight: bool = Field(description="Nothing was done: it is what would happen.")
    done: int
    failed: int
    items: list[BulkItem]
    next_cursor: str | None = Field(default=None, description="The filter finds more: send it again with this.")


@router.post("/syncs", operation_id="bulk.create_syncs", summary="Set a sync up for many tenants")
async def create(context: Ports, caller: Admin, body: BulkNew, idempotency_key: IdempotencyKey = None) -> BulkAnswer:
    """The same sync for many tenants; 200 with what has become of each.

    A tenant that has exactly one connection to the system need not name it. What the time of one request does not
    reach is an error `not-begun` and can be sent again, with the same Idempotency-Key: nothing is made twice.
    """
    outcomes = await bulk_create.create(context, caller, body, idempotency_key)
    return _answer(outcomes, preflight=body.preflight, subjects=[(target.tenant, None) for target in body.items])


@router.post("/syncs/change", operation_id="bulk.change_syncs", summary="Change, pause or resume many syncs")
async def change(context: Ports, caller: Operator, body: BulkChange) -> BulkAnswer:
    """Change, pause or resume many syncs; 200 with what has become of each. Can be repeated. `change` is for admins."""
    if body.change is not None and not caller.principal.role.includes(Role.ADMIN):
        raise forbidden(f"Syncs are changed in the role {Role.ADMIN}; in this one they are paused and resumed.")
    ids, more = tuple(dict.fromkeys(body.ids or ())), None
    if body.filter is not None:
        after = Place() if body.cursor is None else place(body.cursor, by_name=False)
        ids = tuple(sync.id for sync in await bulk_change.found(context, caller, body.filter, after))
        more = encode_cursor({"after": ids[-1]}) if len(ids) == MOST_ITEMS else None
    outcomes = await bulk_change.change(context, caller, body, ids)
    answer = _answer(outcomes, preflight=body.preflight, subjects=[(None, sync_id) for sync_id in ids])
    return answer.model_copy(update={"next_cursor": more})


def _answer(
    outcomes: Sequence[Outcome | Verdict], *, preflight: bool, subjects: Sequence[tuple[str | None, str | None]]
) -> BulkAnswer:
    items = [
        _item(index, outcome, *subject) for index, (outcome, subject) in enumerate(zip(outcomes, subjects, strict=True))
    ]
    failed = sum(item.status == "error" for item in items)
    return BulkAnswer(preflight=preflight, done=len(items) - failed, failed=failed, items=items)


def _item(index: int, outcome: Outcome | Verdict, tenant: str | None, sync: str | None) -> BulkItem:
    if not isinstance(outcome, Outcome):
        return BulkItem(index=index, status="error", problem=ItemProblem.of(outcome), tenant=tenant, sync=sync)
    return BulkItem(
        index=index,
        status="ok",
        did=outcome.did,
        sync=outcome.sync,
        tenant=outcome.tenant,
        name=outcome.name,
        version=outcome.version,
        fields=list(outcome.fields),
    )
