"""Making simulated companies."""

from uuid import UUID

from pydantic import Field

from psasync_simulator.connectwise.company import WINDOW_SECONDS, Company, Keys
from psasync_simulator.connectwise.signing import SigningKey
from psasync_simulator.data.spec import DatasetSpec
from psasync_simulator.limiter import WindowLimiter


class CompanySpec(DatasetSpec):
    """A dataset with ConnectWise's keys and limits around it."""

    public_key: str = "demo-public-key"
    private_key: str = "demo-private-key"
    client_id: UUID | None = None
    codebase: str = Field(default="v2025_1", pattern=r"^[A-Za-z0-9_]{1,40}$")
    rate_limit_per_minute: int = Field(default=1000, ge=0, description="0 lifts the limit.")
    without_forward_paging: frozenset[str] = Field(default=frozenset(), description="Kinds that lack it.")
    key_wants_client_id: bool = False


def make_company(company: str, spec: CompanySpec) -> Company:
    return Company(
        id=company,
        layout=spec.layout(),
        keys=Keys(spec.public_key, spec.private_key, spec.client_id),
        limiter=WindowLimiter(spec.rate_limit_per_minute, WINDOW_SECONDS),
        signing=SigningKey(spec.seed, wants_client_id=spec.key_wants_client_id),
        codebase=spec.codebase,
        without_forward_paging=spec.without_forward_paging,
    )
