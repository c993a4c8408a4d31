"""What follows from a request alone."""

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Mode, Trigger
from psasync_executor.domain.hashing import digest_of
from psasync_executor.domain.refusal import RunRefused


def queue_key(request: SyncRequested) -> str:
    """Equal for requests that ask for the same thing: only one of them waits in the queue."""
    return digest_of(
        {
            "tenant": request.tenant,
            "sync": request.sync,
            "mode": request.mode,
            "period": request.period.model_dump(mode="json") if request.period else None,
            "entities": sorted(request.entities) if request.entities else None,
            "records": sorted((ref.entity, ref.source_id) for ref in request.records) if request.records else None,
            "retry_of": request.retry_of,
            "dry_run": request.dry_run,
            # Permissions: nobody who gives one is served by a request without it.
            "confirmed": request.confirmed and request.mode is Mode.FORCE,
            "allow_deletions": request.allow_deletions,
        }
    )


def body_digest(request: SyncRequested) -> str:
    """Names the body, however it was spelled: the same execution id with another digest is a mistake."""
    return digest_of(request.model_dump(mode="json"))


def priority_of(trigger: Trigger) -> int:
    """Lower goes first: what somebody waits for goes before what the night does by itself."""
    return 1 if trigger is Trigger.NIGHTLY else 0


def check_consistent(request: SyncRequested) -> None:
    """Raises `RunRefused` for a request whose fields do not fit together."""
    if request.period is not None and request.period.reversed:
        raise RunRefused(
            IssueCode.PERIOD_REVERSED,
            f"The period begins on {request.period.first} and ends on {request.period.last}.",
        )
    if request.records is not None and request.retry_of is not None:
        raise RunRefused(IssueCode.REQUEST_INVALID, "`records` and `retry_of` exclude each other.")
    if request.period is not None and (request.records is not None or request.retry_of is not None):
        raise RunRefused(IssueCode.REQUEST_INVALID, "A period cannot be combined with `records` or `retry_of`.")
    if request.records is not None and request.entities is not None:
        raise RunRefused(IssueCode.REQUEST_INVALID, "`records` and `entities` exclude each other.")
    if request.allow_deletions and (request.mode is Mode.FORCE or request.period or request.records):
        raise RunRefused(IssueCode.REQUEST_INVALID, "`allow_deletions` is for full reads without a period only.")
    if request.mode is Mode.FORCE and request.retry_of is not None:
        raise RunRefused(IssueCode.REQUEST_INVALID, "`retry_of` needs the mode `missing`.")
