"""The simulated systems' clock."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict

from psasync_simulator.control.state import SimulationOf

router = APIRouter(prefix="/_control/clock", tags=["clock"])


class ClockChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    now: Annotated[datetime, AwareDatetime] | None = None
    frozen: bool = False
    advance_seconds: float = 0


@router.get("")
async def read(simulated: SimulationOf) -> dict[str, Any]:
    return {"now": simulated.clock.now()}


@router.put("")
async def change(wanted: ClockChange, simulated: SimulationOf) -> dict[str, Any]:
    """Set the clock, let it stand still, or move it on; an empty order makes it real time again."""
    if wanted.now is not None:
        simulated.clock.set(wanted.now, frozen=wanted.frozen)
    elif wanted.advance_seconds:
        simulated.clock.advance(wanted.advance_seconds)
    else:
        simulated.clock.reset()
    return {"now": simulated.clock.now()}
