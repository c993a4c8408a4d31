"""The resolved settings of a run, as `execution.started` shows them."""

from typing import Any

from psasync_executor.domain.job import Decided
from psasync_executor.domain.plan import Step


def described(decided: Decided) -> dict[str, Any]:
    """For people and other systems: never a secret, and nothing of the connection but its id."""
    sync = decided.sync
    return {
        "sync_version": sync.version,
        "connection": sync.source.id,
        "connection_version": sync.source.version,
        "system": sync.source.system,
        "destination": sync.destination,
        "time_zone": sync.time_zone,
        "force": decided.plan.force,
        "plan": [_step(step) for step in decided.plan.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    shown: dict[str, Any] = {"entity": step.entity, "reading": step.reading}
    if step.since is not None:
        shown["since"] = step.since.isoformat()
    if step.period is not None:
        shown["from"], shown["to"] = (instant.isoformat() for instant in step.period)
    if step.ids:
        shown["records"] = len(step.ids)
    return shown
