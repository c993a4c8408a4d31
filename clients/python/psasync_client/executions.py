"""What a client knows about executions."""

from psasync_client.models.common import Status
from psasync_client.models.results import ExecutionView

TERMINAL = frozenset({Status.FINISHED, Status.FINISHED_WITH_WARNINGS, Status.ERROR, Status.CANCELED})
"""Statuses that never change again."""


def has_ended(execution: ExecutionView) -> bool:
    """Also with a status that only a newer service has."""
    return execution.status in TERMINAL or execution.ended_at is not None
