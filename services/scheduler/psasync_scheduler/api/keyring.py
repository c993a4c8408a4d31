"""/v1/keyring: which keys seal the stored secrets, and sealing them anew."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Role
from psasync.kit.http import forbidden
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.rekeying import Rekeying
from psasync_scheduler.api.access import Admin, Ports
from psasync_scheduler.domain.rotation import KeyUse, Rotation, RotationState

router = APIRouter(prefix="/v1/keyring", tags=["keyring"])


class SealingKeyView(BaseModel):
    """A key of the keyring by its id. No answer holds a key."""

    id: str
    primary: bool = Field(description="Seals what is stored from now on.")
    held: bool = Field(description="false: stored secrets need it, and the service does not have it.")
    envelopes: int = Field(description="Stored secrets that only this key opens.")
    droppable: bool = Field(description="Nothing needs it: it can be taken out of PSASYNC_KEYRING.")

    @classmethod
    def of(cls, use: KeyUse) -> "SealingKeyView":
        return cls(id=use.key, primary=use.primary, held=use.held, envelopes=use.envelopes, droppable=use.droppable)


class RotationView(BaseModel):
    target: str = Field(description="The id of the key that all is sealed under.")
    state: RotationState
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    walk: int = Field(description="Walks over all connections, until one finds nothing left to do.")
    connections: int = Field(description="Connections whose secrets were sealed anew.")
    left: int = Field(description="Stored secrets that cannot be opened, and stay as they are.")
    problem: str = Field(description="What the last of those met.")

    @classmethod
    def of(cls, rotation: Rotation) -> "RotationView":
        return cls.model_validate(rotation.model_dump())


class KeyringView(BaseModel):
    keys: list[SealingKeyView] = Field(description="Counted for this answer.")
    rotation: RotationView | None = Field(description="The one that runs, or the last one.")


@router.get("", operation_id="keyring.get", summary="Which keys stored secrets are sealed with")
async def status(context: Ports, caller: Admin) -> KeyringView:
    """For keys of the whole platform."""
    _whole_platform(caller)
    return await _view(context)


@router.post("/rotate", operation_id="keyring.rotate", summary="Seal all stored secrets anew", status_code=202)
async def rotate(context: Ports, caller: Admin) -> KeyringView:
    """Seal all stored secrets under the first key, in the background. Can be repeated; for keys of the platform."""
    _whole_platform(caller)
    await Rekeying(context.stores, context.keyring).start(caller)
    context.wakeups.keyring.set()
    return await _view(context)


async def _view(context: Context) -> KeyringView:
    uses = await Rekeying(context.stores, context.keyring).uses()
    rotation = await context.stores.rotations.get()
    return KeyringView(
        keys=[SealingKeyView.of(use) for use in uses], rotation=None if rotation is None else RotationView.of(rotation)
    )


def _whole_platform(caller: Caller) -> None:
    if caller.principal.tenant is not None:
        raise forbidden(f"The keyring is for keys of the whole platform in the role {Role.ADMIN}.")
