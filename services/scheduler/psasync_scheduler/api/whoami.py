"""/v1/whoami: what the key of a request may do."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Role
from psasync_scheduler.actions import keys
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.domain.keys import KeyKind

router = APIRouter(prefix="/v1", tags=["keys"])


class WhoAmI(BaseModel):
    """The holder of the key that the request came with."""

    key_id: str
    name: str
    prefix: str = Field(description="The beginning of the key, by which people tell keys apart.")
    role: Role
    tenant: str | None = Field(description="null: the whole platform.")
    kind: KeyKind = Field(description="`person`: from a sign-in, and short-lived.")
    expires_at: datetime | None


@router.get("/whoami", operation_id="keys.whoami", summary="Whose key it is, and what it may do")
async def whoami(context: Ports, caller: Viewer) -> WhoAmI:
    """For every key; 401 says that it is unknown, expired or revoked."""
    key = await keys.get(context, caller, caller.principal.key_id)
    values = key.model_dump(include={"name", "prefix", "role", "tenant", "kind", "expires_at"})
    return WhoAmI.model_validate(values | {"key_id": key.id, "kind": key.kind})
