"""One simulated customer of ConnectWise: its records, keys, limits and callbacks."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.connectwise.callbacks import Callbacks
from psasync_simulator.connectwise.data.kinds import KINDS
from psasync_simulator.connectwise.signing import SigningKey
from psasync_simulator.limiter import WindowLimiter

ROUTER_CODEBASE = "v4_6_release"
"""Works for every company, whatever its own codebase."""
WINDOW_SECONDS = 60.0


@dataclass(slots=True)
class Keys:
    public: str
    private: str
    client_id: UUID | None = None  # None: any GUID will do


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    public_key: str | None = None
    private_key: str | None = None
    codebase: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_]{1,40}$")
    rate_limit_per_minute: int | None = Field(default=None, ge=0)


@dataclass(kw_only=True)
class Company(Account):
    kinds = KINDS

    keys: Keys
    limiter: WindowLimiter
    signing: SigningKey
    codebase: str = "v2025_1"
    retired_codebases: set[str] = field(default_factory=set)  # of before an upgrade: a 404, no longer routed
    without_forward_paging: frozenset[str] = frozenset()  # kinds whose lists know only navigable paging
    callbacks: Callbacks = field(default_factory=Callbacks)

    def surround(self, change: dict[str, Any]) -> None:
        wanted = Surroundings.model_validate(change)
        self.keys.public = wanted.public_key or self.keys.public
        self.keys.private = wanted.private_key or self.keys.private
        self._move_to(wanted.codebase or self.codebase)
        if wanted.rate_limit_per_minute is not None:
            self.limiter = WindowLimiter(wanted.rate_limit_per_minute, WINDOW_SECONDS)

    def surroundings(self) -> dict[str, Any]:
        return {
            "codebase": self.codebase,
            "rate_limit_per_minute": self.limiter.calls,
            "callbacks": [self.callbacks.record(number) for number in self.callbacks.ids()],
        }

    def _move_to(self, codebase: str) -> None:
        """An upgrade: the company answers under another codebase from here on."""
        if codebase != self.codebase:
            self.retired_codebases.add(self.codebase)
            self.retired_codebases.discard(codebase)
            self.codebase = codebase
