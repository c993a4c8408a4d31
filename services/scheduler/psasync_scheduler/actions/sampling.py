"""Reading a few records to show what a mapping does, before any sync carries them."""

from dataclasses import dataclass

from psasync.psa.port import ReadScope
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.asking import Unanswered, asking, verdict
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import audit_entry
from psasync_scheduler.domain.errors import FieldError, Invalid, check
from psasync_scheduler.domain.samples import Sample, SampleBody, mapped, mistakes


@dataclass(frozen=True, slots=True)
class Sampled:
    """`unreadable`: records that came beside these and cannot be understood."""

    samples: list[Sample]
    unreadable: int


async def sample(context: Context, caller: Caller, connection_id: str, body: SampleBody) -> Sampled:
    """The first records that the source gives. Nothing is kept but that somebody has looked.

    Raises `NotFound`, `Invalid` with every mistake of the mapping, `Refused`, or a 503.
    """
    connection = await connections.get(context, caller, connection_id)
    check(mistakes(body))
    try:
        async with asking(context, connection, context.settings.check_timeout_seconds) as adapter:
            if body.entity not in adapter.capabilities.entities:
                raise Invalid([FieldError("entity", f"{connection.system} has no {body.entity}")])
            scope = ReadScope(body.entity, custom_fields=body.custom_fields)
            page = await adapter.read_page(scope, None, limit=body.limit)
    except Unanswered as unanswered:
        raise verdict(unanswered) from None
    samples = mapped(page.records[: body.limit], body.mapping)
    said = {"entity": str(body.entity), "records": len(samples)}
    entry = audit_entry(caller, context.now(), connection.tenant, "connection.sampled", connection.id, said)
    await context.stores.audit.add([entry])
    return Sampled(samples, len(page.unreadable))
