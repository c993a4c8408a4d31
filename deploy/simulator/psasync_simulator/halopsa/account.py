"""One simulated instance: its records, keys, tokens and limit."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.halopsa.data.kinds import KINDS
from psasync_simulator.halopsa.spec import InstanceSpec
from psasync_simulator.halopsa.tokens import Tokens
from psasync_simulator.halopsa.webhooks.hooks import Hooks, Payload
from psasync_simulator.limiter import WindowLimiter

WINDOW_SECONDS = 300.0


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    client_secret: str | None = None
    calls_per_5_minutes: int | None = Field(default=None, ge=0)
    revoke_tokens: bool = False
    webhook_events: list[str] | None = Field(default=None, description="Ticked by a person, for every webhook.")
    payload: Payload | None = Field(default=None, description="How much of a ticket webhooks tell.")


@dataclass(kw_only=True)
class Instance(Account):
    kinds = KINDS

    spec: InstanceSpec
    limiter: WindowLimiter
    tokens: Tokens = field(default_factory=Tokens)
    hooks: Hooks
    payload: Payload = Payload.FULL

    @classmethod
    def of(cls, name: str, spec: InstanceSpec) -> "Instance":
        limiter = WindowLimiter(spec.calls_per_5_minutes, WINDOW_SECONDS)
        return cls(id=name, layout=spec.layout(), spec=spec, limiter=limiter, hooks=Hooks(spec.seed))

    def surround(self, change: dict[str, Any]) -> None:
        wanted = Surroundings.model_validate(change)
        if wanted.client_secret is not None:
            self.spec = self.spec.model_copy(update={"client_secret": wanted.client_secret})
        if wanted.calls_per_5_minutes is not None:
            self.limiter = WindowLimiter(wanted.calls_per_5_minutes, WINDOW_SECONDS)
        if wanted.webhook_events is not None:
            self.hooks.tick(wanted.webhook_events)
        self.payload = wanted.payload or self.payload
        if wanted.revoke_tokens:
            self.tokens.clear()

    def surroundings(self) -> dict[str, Any]:
        return {"calls_per_5_minutes": self.limiter.calls, "time_zone": self.spec.time_zone}
