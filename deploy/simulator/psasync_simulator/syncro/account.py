"""One simulated customer of Syncro."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.syncro.data.kinds import KINDS
from psasync_simulator.syncro.spec import SyncroSpec

PAGE_SIZES = {"customers": 100, "contacts": 50, "assets": 50, "tickets": 50}
"""Rows. The documentation says 25 for all of them, its examples and live accounts say these."""


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    token: str | None = None
    rate_limit_per_minute: int | None = Field(default=None, ge=0)
    webhook_urls: list[str] | None = Field(default=None, description="Of the notification center.")


@dataclass(kw_only=True)
class SyncroAccount(Account):
    kinds = KINDS

    token: str
    rate_limit_per_minute: int
    page_sizes: Mapping[str, int]
    without_meta: frozenset[str]
    newest_first: bool
    webhook_urls: Sequence[str] = ()

    @classmethod
    def of(cls, name: str, spec: SyncroSpec) -> "SyncroAccount":
        return cls(
            id=name,
            layout=spec.layout(),
            token=spec.token,
            rate_limit_per_minute=spec.rate_limit_per_minute,
            page_sizes={**PAGE_SIZES, **{str(name): size for name, size in spec.page_sizes.items()}},
            without_meta=frozenset(spec.without_meta),
            newest_first=spec.newest_first,
        )

    def surround(self, change: dict[str, Any]) -> None:
        wanted = Surroundings.model_validate(change)
        self.token = wanted.token or self.token
        if wanted.rate_limit_per_minute is not None:
            self.rate_limit_per_minute = wanted.rate_limit_per_minute
        if wanted.webhook_urls is not None:
            self.webhook_urls = tuple(wanted.webhook_urls)

    def surroundings(self) -> dict[str, Any]:
        return {
            "rate_limit_per_minute": self.rate_limit_per_minute,
            "page_sizes": dict(self.page_sizes),
            "webhook_urls": list(self.webhook_urls),
        }
