"""What a client knows about executions."""

from psasync_client.models.common import Status
from psasync_client.models.results import ExecutionView

TERMINAL = frozenset({Status.FINISHED, Status.FINISHED_WITH_WARNINGS, Status.ERROR, Status.CANCELED})
"""Statuses that never change again."""


def has_ended(execution: ExecutionView) -> bool:
    return execution.status in TERMINAL
