"""What was called."""

from typing import Any

from fastapi import APIRouter

from psasync_simulator.control.state import SystemOf

router = APIRouter(prefix="/_control/{system}/calls", tags=["calls"])


@router.get("")
async def calls(system: SystemOf, *, log: bool = False, account: str | None = None) -> dict[str, Any]:
    """Counts since the last reset, of all accounts; with `log`, also the last calls, of one if it is named."""
    found = system.calls
    answer: dict[str, Any] = {
        "total": found.counts.total(),
        "by_path": dict(found.counts),
        "by_status": {str(status): count for status, count in found.statuses.items()},
        "most_at_once": found.most_at_once,
        "most_at_once_by_endpoint": found.most_at_once_by_endpoint,
    }
    if log:
        wanted = account.lower() if account else None
        answer["log"] = [call._asdict() for call in found.last if wanted in {None, call.account}]
    return answer


@router.delete("", status_code=204)
async def reset(system: SystemOf) -> None:
    system.calls.reset()
