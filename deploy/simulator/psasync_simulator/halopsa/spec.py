"""What a simulated instance is made from."""

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from psasync_simulator.data.spec import DatasetSpec

MAX_PAGE_SIZE = 100


class InstanceSpec(DatasetSpec):
    """A dataset with HaloPSA's keys, limits and habits around it."""

    client_id: str = "demo-client-id"
    client_secret: str = "demo-client-secret"  # noqa: S105 - opens simulated data only
    scopes: frozenset[str] = Field(
        default=frozenset({"all", "read:customers", "read:assets", "read:tickets"}),
        description="What the API application may ask for.",
    )
    token_seconds: int = Field(default=3600, ge=1, description="How long a token lives, by the simulated clock.")
    calls_per_5_minutes: int = Field(default=300, ge=0, description="Logins included; 0 lifts the limit.")
    names_retry_after: bool = Field(default=False, description="Whether a 429 says when to come back.")
    page_size: int = Field(
        default=MAX_PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE, description="The largest page, whatever is asked for."
    )
    filters_updated: bool = Field(default=True, description="Whether lists take notice of `lastupdatefromdate`.")
    time_zone: str = Field(default="UTC", description="The zone that dates are written in, without saying so.")
    foreign_login: str = Field(default="", description="A login address to name in place of the instance's own.")

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("no time zone's IANA name")
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
