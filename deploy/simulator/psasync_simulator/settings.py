"""Settings of the simulator, from the environment."""

from uuid import UUID

from pydantic import AnyHttpUrl, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SimulatorSettings(BaseSettings):
    """Names in the environment begin with `PSASYNC_SIMULATOR_`. The keys open simulated data only."""

    model_config = SettingsConfigDict(env_prefix="PSASYNC_SIMULATOR_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8190, ge=0, le=65535)
    public_url: AnyHttpUrl | None = Field(
        default=None, description="How others reach the simulator; stands in signed callbacks."
    )
    demo_account: str = "demo"
    demo_size: int = Field(default=2000, ge=10, le=1_000_000)
    demo_seed: int = Field(default=1, ge=0)
    demo_public_key: str = "demo-public-key"
    demo_private_key: str = "demo-private-key"
    demo_client_id: UUID | None = Field(default=None, description="None: any GUID will do.")
    rate_limit_per_minute: int = Field(default=1000, ge=0, description="Per account; 0 lifts it.")
    webhook_retry_seconds: tuple[float, ...] = (0.2, 1.0, 5.0)
    autotask_retry_seconds: float = Field(default=0.3, ge=0, description="The real Autotask waits 30.")

    @property
    def reachable_at(self) -> str:
        return str(self.public_url).rstrip("/") if self.public_url else f"http://127.0.0.1:{self.port}"
