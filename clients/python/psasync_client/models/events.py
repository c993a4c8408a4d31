"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""

from __future__ import annotations

from pydantic import AwareDatetime

from psasync_client.models.base import Model

from . import common


class CancelRequested(Model):
    execution: str
    reason: str = ""
    requested_by: str = ""
    tenant: str
    version: int = 1


class StatusChanged(Model):
    """An execution reached a status. Its event id follows from both, so a repeated one is recognised."""

    at: AwareDatetime
    canceled: common.Cancellation | None = None
    counts: dict[common.Outcome, int] | None = None
    error: common.RunError | None = None
    execution: str
    mode: common.Mode
    outcome: common.HistoryOutcome | None = None
    requested_by: str = ""
    status: common.Status
    sync: str
    tenant: str
    trigger: common.Trigger
    version: int = 1


class SyncRequested(Model):
    """A request for one execution of a sync."""

    allow_deletions: bool = False
    catalog_version: int | None = None
    """The sync must be known at least this new."""
    confirmed: bool = False
    deadline: AwareDatetime | None = None
    """No executor starts it after this; 24 h after the event's time by default."""
    dry_run: bool = False
    entities: list[common.Entity] | None = None
    mode: common.Mode = common.Mode.MISSING
    period: common.Period | None = None
    records: list[common.RecordRef] | None = None
    requested_by: str = ""
    """Who asked, for people to read."""
    retry_of: str | None = None
    sync: str
    tenant: str
    trigger: common.Trigger = common.Trigger.EVENT
    version: int = 1
