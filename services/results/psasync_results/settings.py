"""The settings of results."""

from datetime import timedelta

from pydantic import Field, field_validator

from psasync.kit.settings import CommonSettings, Port
from psasync_results.probe import parse


class ResultsSettings(CommonSettings):
    results_port: Port = 8103

    # Executions outlive the topics, so that an event that is read again meets the document it was folded into.
    execution_retention_days: int = Field(365, ge=30)
    record_retention_days: int = Field(90, ge=30)
    log_retention_days: int = Field(90, ge=30)

    results_deadline_margin_seconds: float = Field(
        3600, gt=0, description="How long after a request's deadline, and without a sign of it, an execution is ended."
    )
    results_sweep_seconds: float = Field(30, gt=0)
    results_watchers: int = Field(2000, ge=1, description="Open streams of single executions, in this process.")
    results_exports: int = Field(8, ge=1, description="Exports that this process makes at the same time.")
    results_probe: str = Field("", description="<point>:<nth>: tests have the process killed there.")

    @field_validator("results_probe")
    @classmethod
    def _probe_is_known(cls, value: str) -> str:
        parse(value)
        return value

    @property
    def deadline_margin(self) -> timedelta:
        return timedelta(seconds=self.results_deadline_margin_seconds)
