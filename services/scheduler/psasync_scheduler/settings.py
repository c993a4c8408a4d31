"""The scheduler's settings."""

from pydantic import Field, field_validator

from psasync.kit import probe
from psasync.kit.settings import HttpUrl, Port
from psasync_scheduler.identity_settings import IdentitySettings
from psasync_scheduler.probe import Point


class SchedulerSettings(IdentitySettings):
    scheduler_port: Port = 8101
    public_relay_url: HttpUrl | None = Field(
        default=None, description="Where PSA systems reach the tickets relay; its address on this network by default."
    )
    public_results_url: HttpUrl | None = Field(default=None, description="Where callers reach results.")
    schedule_grace_seconds: float = Field(12 * 3600, ge=0, description="How late an occurrence may still fire.")
    schedule_poll_seconds: float = Field(5, gt=0, description="Real seconds within which other replicas' edits count.")
    claim_seconds: float = Field(
        10, gt=0, description="Real seconds after which others take over what a scheduler has claimed and not decided."
    )
    outbox_poll_seconds: float = Field(5, gt=0, description="Real seconds until another replica's leftovers are sent.")
    check_timeout_seconds: float = Field(20, gt=0, lt=30, description="The limit of a credentials check.")
    support_contact: str = Field(
        default="whoever runs this installation", description="Whom people are told to ask; completes `Ask ...`."
    )
    declaration_hours: float = Field(24, gt=0, description="How long what a PSA declares is believed.")
    sibling_timeout_seconds: float = Field(3, gt=0, lt=15, description="The limit of a question to another service.")
    scheduler_probe: str | None = Field(None, description="For chaos tests: `<point>:<nth>` kills the process there.")

    @property
    def webhook_base(self) -> str:
        """What the addresses of webhooks begin with."""
        return self.public_relay_url or self.relay_url

    @field_validator("scheduler_probe")
    @classmethod
    def _probe_is_known(cls, value: str | None) -> str | None:
        probe.parse(value, Point)
        return value
