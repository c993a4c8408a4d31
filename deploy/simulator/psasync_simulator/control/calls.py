"""What was called."""

from typing import Any

from fastapi import APIRouter

from psasync_simulator.control.state import SimulationOf

router = APIRouter(prefix="/_control/connectwise/calls", tags=["calls"])


@router.get("")
async def calls(simulated: SimulationOf, *, log: bool = False, company: str | None = None) -> dict[str, Any]:
    """Counts since the last reset, of all companies; with `log`, also the last calls, of one if it is named."""
    found = simulated.connectwise.calls
    answer: dict[str, Any] = {
        "total": found.counts.total(),
        "by_path": dict(found.counts),
        "by_status": {str(status): count for status, count in found.statuses.items()},
        "most_at_once": found.most_at_once,
    }
    if log:
        wanted = company.lower() if company else None
        answer["log"] = [call._asdict() for call in found.last if wanted in {None, call.company}]
    return answer


@router.delete("", status_code=204)
async def reset(simulated: SimulationOf) -> None:
    simulated.connectwise.calls.reset()
