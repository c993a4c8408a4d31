"""The executor's settings, `PSASYNC_EXECUTOR_*` beside the common ones."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from psasync.contracts.vocabulary import System
from psasync.kit.settings import CommonSettings, Port
from psasync_executor.domain.ceilings import Ceilings, workers_for_one
from psasync_executor.domain.retry import RetryPolicy
from psasync_executor.probe import probe_of
from psasync_executor.run.ports import Limits


def _ceilings(value: object) -> object:
    """From comma-separated text; whatever is wrong with a part is left to the type."""
    if not isinstance(value, str):
        return value
    pairs = (part.partition("=") for part in value.split(",") if part.strip())
    return {name.strip(): most.strip() for name, _, most in pairs}


SystemCeilings = Annotated[
    Mapping[System, Annotated[int, Field(ge=1, le=10_000)]], NoDecode, BeforeValidator(_ceilings)
]


class ExecutorSettings(CommonSettings):
    """Times are in the unit that their name ends with."""

    executor_port: Port = 8102
    executor_workers: int = Field(4, ge=1, le=100, description="Executions that one process runs at a time.")
    executor_lease_seconds: float = Field(30, ge=0.5, le=600)
    executor_sweep_seconds: float = Field(2, ge=0.1, le=60, description="Between two looks at leases and queue.")
    executor_system_share: float = Field(
        0.75, gt=0, le=1, description="Of the workers of one process, that executions of one system may have."
    )
    executor_system_ceilings: SystemCeilings = Field(
        default_factory=dict,
        description="Executions of one system at a time, over all processes: `connectwise=20,autotask=10`.",
    )
    executor_page_size: int = Field(1000, ge=1, le=5000)
    executor_overlap_seconds: float = Field(300, ge=0, description="Subtracted from PSA time in incremental cursors.")
    executor_max_attempts: int = Field(10, ge=1, description="Lost executors before a run is given up.")

    executor_retry_attempts: int = Field(8, ge=1)
    executor_retry_total_seconds: float = Field(3600, gt=0)
    executor_retry_first_seconds: float = Field(0.5, gt=0)
    executor_retry_cap_seconds: float = Field(60, gt=0)
    executor_throttled_total_seconds: float = Field(
        21_600, gt=0, description="Waits in a row that a PSA asks for: longer, and the run ends in error."
    )
    executor_inline_wait_seconds: float = Field(5, ge=0, description="Longer waits park the execution.")

    executor_budget_part: float = Field(0.8, gt=0, le=1, description="The executor's part of a call budget.")
    executor_job_retention_days: float = Field(30, ge=30, description="Jobs have to outlive the topics.")
    executor_seen_retention_days: float = Field(8, ge=8, description="Longer than the longest execution may wait.")
    executor_marker_retention_days: float = Field(8, ge=8, description="Cancels have to outlive the topics.")

    executor_probe: str | None = Field(None, description="For chaos tests: `<point>:<nth>` kills the process there.")

    @field_validator("executor_probe")
    @classmethod
    def _probe_is_known(cls, value: str | None) -> str | None:
        probe_of(value)
        return value

    @model_validator(mode="after")
    def _waits_fit(self) -> Self:
        if self.executor_retry_first_seconds > self.executor_retry_cap_seconds:
            raise ValueError("PSASYNC_EXECUTOR_RETRY_FIRST_SECONDS is above PSASYNC_EXECUTOR_RETRY_CAP_SECONDS")
        return self

    def ceilings(self) -> Ceilings:
        workers = workers_for_one(self.executor_workers, self.executor_system_share)
        return Ceilings(workers, self.executor_system_ceilings)

    def limits(self) -> Limits:
        return Limits(
            lease_seconds=self.executor_lease_seconds,
            page_size=self.executor_page_size,
            overlap=timedelta(seconds=self.executor_overlap_seconds),
            max_attempts=self.executor_max_attempts,
            ceilings=self.ceilings(),
            retry=RetryPolicy(
                attempts=self.executor_retry_attempts,
                total_seconds=self.executor_retry_total_seconds,
                first_seconds=self.executor_retry_first_seconds,
                cap_seconds=self.executor_retry_cap_seconds,
                inline_seconds=self.executor_inline_wait_seconds,
                throttled_seconds=self.executor_throttled_total_seconds,
            ),
        )
