"""Parameters that several endpoints take."""

from typing import Annotated

from fastapi import Depends, Header, Path, Query

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, bad_request, decode_cursor, not_found, requires
from psasync_results.store.executions import Executions, Stored
from psasync_results.store.newest import place

Viewer = Annotated[Principal, Depends(requires(Role.VIEWER))]
ExecutionId = Annotated[str, Path(max_length=128, description="The execution's id.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]
PageSize = Annotated[int, Query(ge=1, le=200)]
RecordPageSize = Annotated[int, Query(ge=1, le=500)]
Name = Annotated[str | None, Query(max_length=128)]
LastEventId = Annotated[str | None, Header(max_length=200, description="The id of the last event that was seen.")]


async def visible(executions: Executions, id_: str, principal: Principal) -> Stored:
    """The execution. Raises 404, for another tenant's as if it did not exist."""
    stored = await executions.get(id_)
    if stored is None or stored.state.tenant is None or not principal.sees(stored.state.tenant):
        raise not_found(f"execution {id_!r}")
    return stored


def after(cursor: str | None) -> str | None:
    """The place of a newest-first list. Raises 400."""
    if cursor is None:
        return None
    try:
        return place(decode_cursor(cursor))
    except ValueError as error:
        raise bad_request("The cursor is not one of this list.", code="bad-cursor") from error


def after_seq(cursor: str | None) -> int:
    """The place of a list in seq order. Raises 400."""
    if cursor is None:
        return 0
    seq = decode_cursor(cursor).get("seq")
    if not isinstance(seq, int) or not 0 <= seq < 2**53:
        raise bad_request("The cursor is not one of this list.", code="bad-cursor")
    return seq
