"""Executions that are run again, wherever they were asked for."""

from psasync.contracts.events.requested import SyncRequested
from psasync.kit.http import unavailable
from psasync.kit.mongo import Document
from psasync_scheduler.actions import executions
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.run_drafts import parts
from psasync_scheduler.actions.siblings import Execution, SiblingDown
from psasync_scheduler.domain.errors import NotFound, Refused
from psasync_scheduler.domain.reruns import Earlier, retry


async def again(context: Context, caller: Caller, execution: str, key: str | None, *, confirmed: bool) -> Document:
    """As `executions.request`, with the settings of an earlier execution. Raises `NotFound` for one not seen."""
    earlier = await _earlier(context, caller, execution)
    await _check_own(context, caller, earlier)
    body = earlier.again(confirmed=confirmed)
    return await executions.request(context, caller, earlier.sync, body, key, {"again_of": execution})


async def retry_failed(context: Context, caller: Caller, execution: str, key: str | None) -> Document:
    """As `executions.request`, for what the execution left refused or failed.

    Raises `NotFound`, and `Refused` while it runs or where nothing of it can be tried again.
    """
    known = await _known(context, caller, execution)
    if known is None:
        await _check_unheard(context, caller, execution)
        raise NotFound("execution")
    standing_on = await parts(context, caller, known.sync)
    if standing_on.sync.tenant != known.tenant:
        raise NotFound("sync")
    dry_run = bool((known.request or {}).get("dry_run"))
    body = retry(execution, known.status, dry_run, known.counts, standing_on.abilities)
    return await executions.request(context, caller, known.sync, body, key)


async def _earlier(context: Context, caller: Caller, execution: str) -> Earlier:
    stored = await context.stores.requests.get(execution)
    if stored is not None:
        if not caller.sees(stored["tenant"]):
            raise NotFound("execution")
        return Earlier.of(execution, SyncRequested.model_validate_json(stored["body"]))
    known = await _known(context, caller, execution)
    if known is None or known.request is None:
        raise NotFound("execution")
    if known.request.get("record_count") is None:
        return Earlier(execution, known.tenant, known.sync, known.request)
    asked = await _with_records(context, execution)
    if asked is None or asked.tenant != known.tenant:
        raise Refused("records-forgotten", "The list of records that it was asked for is not kept any more.")
    return Earlier.of(execution, asked)


async def _known(context: Context, caller: Caller, execution: str) -> Execution | None:
    """Asked with the caller's own key, so that the answer is what the caller may see."""
    try:
        return await context.siblings.execution(execution, caller.bearer)
    except SiblingDown as error:
        raise unavailable("The results service has to be asked, and does not answer.") from error


async def _with_records(context: Context, execution: str) -> SyncRequested | None:
    """Results keeps no list of records; the executor does."""
    try:
        return await context.siblings.asked(execution)
    except SiblingDown as error:
        raise unavailable("The executor has to be asked, and does not answer.") from error


async def _check_own(context: Context, caller: Caller, earlier: Earlier) -> None:
    """A request may have named another tenant's sync: it ran nothing then, and runs nothing now."""
    if (await parts(context, caller, earlier.sync)).sync.tenant != earlier.tenant:
        raise NotFound("sync")


async def _check_unheard(context: Context, caller: Caller, execution: str) -> None:
    """A request of ours that nobody has taken up yet is no unknown execution."""
    stored = await context.stores.requests.get(execution)
    if stored is not None and caller.sees(stored["tenant"]):
        text = "The execution is queued: what fails in it can be tried again when it has ended."
        raise Refused("not-ended", text, status_of_execution="queued")
