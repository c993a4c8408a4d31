"""Making simulated companies."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.connectwise.company import Company, Keys
from psasync_simulator.connectwise.data.layout import BASE_UNTIL, Layout
from psasync_simulator.connectwise.signing import SigningKey
from psasync_simulator.limiter import MinuteLimiter


class DatasetSpec(BaseModel):
    """What a company's dataset is made from: equal specifications give equal records."""

    model_config = ConfigDict(extra="forbid")

    seed: int = Field(default=1, ge=0)
    size: int = Field(default=2000, ge=2, le=1_000_000, description="Companies, sites and contacts together.")
    companies: int | None = Field(default=None, ge=1, description="In place of five in a hundred.")
    base_until: datetime = Field(default=BASE_UNTIL, description="Untouched records are older than this.")
    public_key: str = "demo-public-key"
    private_key: str = "demo-private-key"
    client_id: UUID | None = None
    codebase: str = Field(default="v2025_1", pattern=r"^[A-Za-z0-9_]{1,40}$")
    rate_limit_per_minute: int = Field(default=1000, ge=0, description="0 lifts the limit.")
    without_forward_paging: frozenset[str] = Field(default=frozenset(), description="Kinds that lack it.")
    key_wants_client_id: bool = False


def make_company(company: str, spec: DatasetSpec) -> Company:
    return Company(
        id=company,
        layout=Layout.of(spec.seed, spec.size, spec.companies, spec.base_until),
        keys=Keys(spec.public_key, spec.private_key, spec.client_id),
        limiter=MinuteLimiter(spec.rate_limit_per_minute),
        signing=SigningKey(spec.seed, wants_client_id=spec.key_wants_client_id),
        codebase=spec.codebase,
        without_forward_paging=spec.without_forward_paging,
    )
