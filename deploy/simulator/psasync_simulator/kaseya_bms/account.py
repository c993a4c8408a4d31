"""One simulated company with a BMS: its records, login, tokens and limits."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.kaseya_bms.data.kinds import KINDS
from psasync_simulator.kaseya_bms.spec import BmsSpec
from psasync_simulator.kaseya_bms.tokens import Tokens
from psasync_simulator.kaseya_bms.webhooks.log import DeliveryLog
from psasync_simulator.kaseya_bms.webhooks.registrations import Registrations
from psasync_simulator.limiter import WindowLimiter

WINDOW_SECONDS = 3600.0


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    password: str | None = None
    hourly_limit: int | None = Field(default=None, ge=0)
    end_tokens: bool = Field(default=False, description="As if every user had been logged out.")
    switch_off: list[int] = Field(default=[], description="Webhooks by their ids, as if a person had disabled them.")


@dataclass(kw_only=True)
class BmsAccount(Account):
    kinds = KINDS

    spec: BmsSpec
    tokens: Tokens = field(default_factory=Tokens)
    webhooks: Registrations = field(default_factory=Registrations)
    deliveries: DeliveryLog = field(default_factory=DeliveryLog)
    limiters: dict[str, WindowLimiter] = field(init=False)  # by endpoint
    password: str = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.password = self.spec.password
        self._limit(self.spec.hourly_limit)

    def surround(self, change: dict[str, Any]) -> None:
        wanted = Surroundings.model_validate(change)
        self.password = wanted.password or self.password
        if wanted.end_tokens:
            self.tokens.end_all()
        if wanted.hourly_limit is not None:
            self._limit(wanted.hourly_limit)
        for number in wanted.switch_off:
            self.webhooks.switch(number, enabled=False)

    def surroundings(self) -> dict[str, Any]:
        used = {endpoint: limiter.used() for endpoint, limiter in self.limiters.items()}
        webhooks = [webhook.whole() for webhook in self.webhooks]
        return {"hourly_limit": self.hourly_limit, "used": used, "webhooks": webhooks}

    def _limit(self, calls: int) -> None:
        self.hourly_limit = calls
        self.limiters = defaultdict(lambda: WindowLimiter(calls, WINDOW_SECONDS))
