"""Whether the custom fields that a sync carries are still declared by the source."""

from psasync.contracts.internal import ResolvedSync
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import LogLevel
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, Declaration, PsaError, SourceAdapter
from psasync_executor.domain.plan import RunPlan
from psasync_executor.run.faults import Note

log = get_logger(__name__)


async def check_fields(sync: ResolvedSync, plan: RunPlan, adapter: SourceAdapter, note: Note) -> None:
    """A field that vanished is a warning on the run. A source that does not answer now is met again when it is read."""
    if not any(sync.custom_fields.get(entity) for entity in plan.entities):
        return
    try:
        declared = await adapter.declare()
    except (PsaError, BudgetExhausted) as error:
        log.info("custom fields not checked", reason=str(error)[:200])
        return
    for text in vanished(sync, plan, declared):
        note(LogLevel.WARNING, text, IssueCode.CUSTOM_FIELD_VANISHED)


def vanished(sync: ResolvedSync, plan: RunPlan, declared: Declaration) -> list[str]:
    """In words. Entities of which the source declares nothing are not judged."""
    texts = []
    for entity in plan.entities:
        known = declared.custom_fields.get(entity)
        if known is not None:
            names = {field.name for field in known}
            lost = [name for name in sync.custom_fields.get(entity, ()) if name not in names]
            texts += [f"The custom field {name!r} of {entity} no longer exists in the source." for name in lost]
    return texts
