"""Executions to be shown."""

from psasync_client.models.results import ExecutionView


def execution(**values):
    """One that runs, unless said otherwise."""
    return ExecutionView.model_validate(
        {
            "id": "3f2a9c1e-0000-4000-8000-000000000000",
            "tenant": "t",
            "sync": "s",
            "status": "in_progress",
            "status_text": "IN PROGRESS",
            "outcome": None,
            "trigger": "manual",
            "mode": "missing",
            "default_run": True,
            "dry_run": False,
            "requested_by": "ada",
            "requested_at": "2026-11-02T12:00:00Z",
            "started_at": "2026-11-02T12:00:00Z",
            "ended_at": None,
            "duration_ms": None,
            "deadline": None,
            "fetched": 0,
            "totals": {},
            "counts": {},
            "codes": {},
            "progress": {},
            "pace": {"treated": 0, "overall": None, "recent": None, "expected": {}, "estimated_end": None},
            "completed_entities": [],
            "current_entity": None,
            "attempts": [],
            "differences": [],
            "unreadable": [],
            "error": None,
            "canceled": None,
            "cancel_requested": None,
            "waiting": None,
            "gap": None,
            "heard_at": None,
            "silent_since": None,
            "last_seq": 0,
            "log_lines": 0,
            "request": None,
            "settings": {},
            **values,
        }
    )
