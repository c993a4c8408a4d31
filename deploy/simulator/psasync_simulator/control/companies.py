"""Datasets: create, replace, look at, and change what is around the records."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.data.kinds import KINDS
from psasync_simulator.connectwise.datasets import DatasetSpec, make_company
from psasync_simulator.control.state import CompanyOf, SimulationOf
from psasync_simulator.limiter import MinuteLimiter

router = APIRouter(prefix="/_control/connectwise/companies", tags=["datasets"])


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    public_key: str | None = None
    private_key: str | None = None
    codebase: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_]{1,40}$")
    rate_limit_per_minute: int | None = Field(default=None, ge=0)


@router.put("/{company}")
async def create(company: str, spec: DatasetSpec, simulated: SimulationOf) -> dict[str, Any]:
    """Make the company, or put a fresh dataset in the place of its old one."""
    made = make_company(company, spec)
    simulated.connectwise.companies[company.lower()] = made
    return summary(made)


@router.get("")
async def companies(simulated: SimulationOf) -> list[dict[str, Any]]:
    return [summary(company) for company in simulated.connectwise.companies.values()]


@router.get("/{company}")
async def one(company: CompanyOf) -> dict[str, Any]:
    return summary(company)


@router.patch("/{company}")
async def surroundings(company: CompanyOf, change: Surroundings) -> dict[str, Any]:
    company.keys.public = change.public_key or company.keys.public
    company.keys.private = change.private_key or company.keys.private
    company.move_to(change.codebase or company.codebase)
    if change.rate_limit_per_minute is not None:
        company.limiter = MinuteLimiter(change.rate_limit_per_minute)
    return summary(company)


@router.delete("/{company}", status_code=204)
async def remove(company: CompanyOf, simulated: SimulationOf) -> None:
    del simulated.connectwise.companies[company.id.lower()]


@router.post("/{company}/signing-key", status_code=204)
async def rotate_signing_key(company: CompanyOf) -> None:
    company.signing.rotate()


def summary(company: Company) -> dict[str, Any]:
    """The answer of the control interface; `refused` names the records that a destination must refuse."""
    return {
        "company": company.id,
        "codebase": company.codebase,
        "seed": company.layout.seed,
        "rate_limit_per_minute": company.limiter.per_minute,
        "counts": {kind.name: len(company.stores[kind.name]) for kind in KINDS},
        "refused": {kind.name: sorted(kind.refused(company.layout)) for kind in KINDS if kind.refused(company.layout)},
        "callbacks": [company.callbacks.record(number) for number in company.callbacks.ids()],
    }
