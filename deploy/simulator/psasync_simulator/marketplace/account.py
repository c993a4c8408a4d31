"""One simulated marketplace."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.limiter import WindowLimiter
from psasync_simulator.marketplace.data.kinds import KINDS
from psasync_simulator.marketplace.spec import MarketplaceSpec, PagingStyle

WINDOW_SECONDS = 60.0


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    api_key: str | None = None
    paging: PagingStyle | None = None
    max_page_size: int | None = Field(default=None, ge=1, le=10_000)
    rate_limit_per_minute: int | None = Field(default=None, ge=0)


@dataclass(kw_only=True)
class Marketplace(Account):
    kinds = KINDS

    api_key: str
    paging: PagingStyle
    max_page_size: int
    limiter: WindowLimiter

    @classmethod
    def of(cls, name: str, spec: MarketplaceSpec) -> "Marketplace":
        return cls(
            id=name,
            layout=spec.layout(),
            api_key=spec.api_key,
            paging=spec.paging,
            max_page_size=spec.max_page_size,
            limiter=WindowLimiter(spec.rate_limit_per_minute, WINDOW_SECONDS),
        )

    def surround(self, change: dict[str, Any]) -> None:
        wanted = Surroundings.model_validate(change)
        self.api_key = wanted.api_key or self.api_key
        self.paging = wanted.paging or self.paging
        self.max_page_size = wanted.max_page_size or self.max_page_size
        if wanted.rate_limit_per_minute is not None:
            self.limiter = WindowLimiter(wanted.rate_limit_per_minute, WINDOW_SECONDS)

    def surroundings(self) -> dict[str, Any]:
        return {
            "paging": self.paging,
            "max_page_size": self.max_page_size,
            "rate_limit_per_minute": self.limiter.calls,
        }
