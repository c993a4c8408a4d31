"""Names that follow from what they name."""

from typing import Final
from uuid import UUID, uuid5

_EXECUTIONS: Final = UUID("5e0f7b62-9a0c-5d36-8c9e-2f6f0a7d1b43")

SYNC_REQUESTED: Final = "sync.requested"
CANCEL_REQUESTED: Final = "sync.cancel-requested"
EXECUTION_STATUS: Final = "execution.status"
STATUS_CHANGED: Final = "psasync.execution.status-changed"


def execution_id(*, source: str, event_id: str, tenant: str, sync: str) -> str:
    """The execution that a request starts, known before anybody has read it: the same request, the same execution."""
    return str(uuid5(_EXECUTIONS, "".join(f"{len(part)}:{part}" for part in (source, event_id, tenant, sync))))
