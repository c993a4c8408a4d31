"""One simulated database of Autotask: its records, API user, zone and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator import account
from psasync_simulator.autotask.data.kinds import KINDS
from psasync_simulator.autotask.webhooks.callout import EVENTS_UNTIL_DEACTIVATED, Callout
from psasync_simulator.autotask.writing.resource import REQUIRED
from psasync_simulator.limiter import WindowLimiter

DOMAIN = "msp.example"
WINDOW_SECONDS = 3600.0
PUBLISHED_THRESHOLD = 10_000
_ZONE = r"^webservices[0-9]{1,3}$"


@dataclass(slots=True)
class Keys:
    secret: str
    integration_code: str


class Surroundings(BaseModel):
    """What can be changed without touching the records; absent fields stay."""

    model_config = ConfigDict(extra="forbid")

    secret: str | None = None
    integration_code: str | None = None
    zone: str | None = Field(default=None, pattern=_ZONE, description="Moves the database; the old zone answers 401.")
    requests_per_hour: int | None = Field(default=None, ge=0)
    others: int | None = Field(default=None, ge=0, description="Calls of other integrations in the hour's window.")
    slows_down: bool | None = None
    failed_events_allowed: int | None = Field(default=None, ge=1, description="In a row, until a webhook is off.")
    zone_address: str | None = Field(default=None, description="What the discovery answers in place of the truth.")


@dataclass(kw_only=True)
class Account(account.Account):
    kinds = KINDS

    keys: Keys
    zone: str
    limiter: WindowLimiter
    others: int = 0
    slows_down: bool = False
    zone_address: str = ""  # that the discovery answers in place of the truth
    threads: int = 3  # calls at a time per endpoint; 0 lifts it
    suspended_status: Literal[429, 500] = 500
    unordered: frozenset[str] = frozenset()  # kinds whose lists are not in the order of their ids
    failed_events_allowed: int = EVENTS_UNTIL_DEACTIVATED
    callouts: dict[int, Callout] = field(default_factory=dict)  # by the webhook's id
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: REQUIRED)  # fields of a new record, by path

    @property
    def user_name(self) -> str:
        return f"{self.id}@{DOMAIN}"

    @property
    def threshold(self) -> int:
        """As published, also where the limit is lifted."""
        return self.limiter.calls or PUBLISHED_THRESHOLD

    @property
    def used(self) -> int:
        """Calls of all integrations in the window that ends now."""
        return self.others + self.limiter.used()

    def take_call(self) -> float | None:
        """None: the call may pass. Else the seconds after which one may pass again."""
        if not self.limiter.calls:
            return None
        if self.used >= self.limiter.calls:
            return 60.0
        return self.limiter.take()

    def callout(self, hook: int) -> Callout:
        return self.callouts.setdefault(hook, Callout())

    def slowness(self) -> float:
        """Seconds by which Autotask slows down every call, from half of the hour's calls on."""
        share = self.used / self.threshold
        if not self.slows_down or share < 0.5:
            return 0.0
        return 0.5 if share < 0.75 else 1.0

    def surround(self, change: dict[str, Any]) -> None:
        wanted = Surroundings.model_validate(change)
        self.keys.secret = wanted.secret or self.keys.secret
        self.keys.integration_code = wanted.integration_code or self.keys.integration_code
        self.zone = wanted.zone or self.zone
        self.zone_address = self.zone_address if wanted.zone_address is None else wanted.zone_address
        self.others = self.others if wanted.others is None else wanted.others
        self.failed_events_allowed = wanted.failed_events_allowed or self.failed_events_allowed
        self.slows_down = self.slows_down if wanted.slows_down is None else wanted.slows_down
        if wanted.requests_per_hour is not None:
            self.limiter = WindowLimiter(wanted.requests_per_hour, WINDOW_SECONDS)

    def surroundings(self) -> dict[str, Any]:
        return {
            "user_name": self.user_name,
            "zone": self.zone,
            "requests_per_hour": self.limiter.calls,
            "used": self.used,
        }


def account_of(user_name: str) -> str:
    """The lower-case id of the account whose API user this is; "" for any other name."""
    name, _, domain = user_name.lower().partition("@")
    return name if domain == DOMAIN else ""
