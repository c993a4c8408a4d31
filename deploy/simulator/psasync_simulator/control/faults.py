"""Faults on order."""

import re
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.control.state import SystemOf
from psasync_simulator.faults import Fault, FaultKind

router = APIRouter(prefix="/_control/{system}/faults", tags=["faults"])


class FaultOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: FaultKind
    path: str = Field(default=".", description="Regular expression, searched in the path.")
    count: int = Field(default=1, ge=1, le=1_000_000)
    skip: int = Field(default=0, ge=0, description="Matching calls that pass first.")
    seconds: float = Field(default=1.0, ge=0, description="How late, or the value of Retry-After.")
    status: int = Field(default=0, description="Of `error` and `html`; 0 for the usual one.")
    account: str | None = None


@router.post("", status_code=201)
async def order(wanted: FaultOrder, system: SystemOf) -> dict[str, Any]:
    if wanted.kind not in system.fault_kinds():
        raise HTTPException(422, f"{system.name} has no fault {wanted.kind}; it has {sorted(system.fault_kinds())}")
    try:
        pattern = re.compile(wanted.path)
    except re.error as error:
        raise HTTPException(422, f"path is not a regular expression: {error}") from error
    fault = Fault(
        kind=wanted.kind,
        path=pattern,
        remaining=wanted.count,
        skip=wanted.skip,
        seconds=wanted.seconds,
        status=wanted.status,
        account=wanted.account.lower() if wanted.account else None,
    )
    try:
        return _shown(system.faults.add(fault))
    except ValueError as error:
        raise HTTPException(409, str(error)) from error


@router.get("")
async def active(system: SystemOf) -> list[dict[str, Any]]:
    """What is still to come."""
    return [_shown(fault) for fault in system.faults.active]


@router.delete("", status_code=204)
async def clear(system: SystemOf) -> None:
    system.faults.clear()


def _shown(fault: Fault) -> dict[str, Any]:
    return {"id": fault.id, "kind": fault.kind, "path": fault.path.pattern, "remaining": fault.remaining}
