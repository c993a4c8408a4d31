"""Whether importing again can leave a record twice in the destination."""

from psasync.kit.logging import get_logger
from psasync.psa.destination import SendingDestination
from psasync.psa.port import PsaError
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.budget import SharedBudget
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.domain.errors import Refused

log = get_logger(__name__)


async def knows_duplicates(context: Context, target: Connection | None) -> bool | None:
    """True: what is there is found and changed. False: it can only be sent to. None: it cannot be said."""
    if target is None:
        return True
    entry = context.systems.get(target.system)
    if entry is None or entry.open_destination is None:
        return None
    try:
        # Opening calls nothing, but it needs the secrets.
        credentials = connections.opened(context, target)
        opened = entry.open_destination(credentials, budget=SharedBudget(context, target))
    except (PsaError, Refused) as error:
        log.info("destination cannot be opened", connection=target.id, error=type(error).__name__)
        return None
    try:
        return not isinstance(opened, SendingDestination)
    finally:
        await opened.aclose()


def duplicates_warning(name: str, knows: bool | None) -> str | None:
    """In words for people; None where there is nothing to fear."""
    if knows:
        return None
    if knows is None:
        return f"Whether {name} recognises records that it has already cannot be said."
    return f"{name} can only be sent to: imported again, a record may stand there twice."
