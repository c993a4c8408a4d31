"""The settings of results."""

from datetime import timedelta

from pydantic import Field, field_validator

from psasync.kit.settings import Port
from psasync_results.domain.keeping import Days, Keeping
from psasync_results.notices.settings import NoticeSettings
from psasync_results.probe import parse


class ResultsSettings(NoticeSettings):
    results_port: Port = 8103

    # Executions outlive the topics, so that an event that is read again meets the document it was folded into.
    execution_retention_days: Days = 365
    record_retention_days: Days = 90
    log_retention_days: Days = 90
    issue_retention_days: Days = 365
    daily_retention_days: Days = 1_100
    results_retention_sweep_seconds: float = Field(3_600, gt=0, description="Between two looks for what is too old.")
    results_storage_sweep_seconds: float = Field(3_600, gt=0, description="Between two measurements of storage used.")

    results_deadline_margin_seconds: float = Field(
        3600, gt=0, description="How long after a request's deadline, and without a sign of it, an execution is ended."
    )
    results_sweep_seconds: float = Field(30, gt=0)
    results_watchers: int = Field(2000, ge=1, description="Open streams, in this process.")
    results_watchers_per_key: int = Field(500, ge=1, description="How many of them one key may hold.")
    results_exports: int = Field(8, ge=1, description="Exports that this process makes at the same time.")
    results_probe: str = Field("", description="<point>:<nth>: tests have the process killed there.")

    @field_validator("results_probe")
    @classmethod
    def _probe_is_known(cls, value: str) -> str:
        parse(value)
        return value

    @property
    def keeping(self) -> Keeping:
        """How long what is kept of tenants that have not chosen otherwise."""
        return Keeping(
            executions=self.execution_retention_days,
            records=self.record_retention_days,
            logs=self.log_retention_days,
            issues=self.issue_retention_days,
            daily=self.daily_retention_days,
        )

    @property
    def deadline_margin(self) -> timedelta:
        return timedelta(seconds=self.results_deadline_margin_seconds)
