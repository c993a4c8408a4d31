"""Rotating the key that callbacks are signed with."""

from fastapi import APIRouter

from psasync_simulator.connectwise.control.state import PREFIX, CompanyOf

router = APIRouter(prefix=f"{PREFIX}/signing-key", tags=["tickets"])


@router.post("", status_code=204)
async def rotate(company: CompanyOf) -> None:
    company.signing.rotate()
