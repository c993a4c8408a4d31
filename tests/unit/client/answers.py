"""Answers as the services give them."""

from __future__ import annotations

import json
from typing import Any

from tests.support.tiny_http import Said

AT = "2026-11-25T10:00:00Z"


def tenant(**more: Any) -> dict[str, Any]:
    return {
        "id": "t1",
        "name": "Acme",
        "time_zone": "Europe/Berlin",
        "state": "active",
        "active": True,
        "paused": None,
        "created_at": AT,
        "updated_at": AT,
        "archived_at": None,
        "notifications": {},
        "version": 3,
        **more,
    }


def log(seq: int, **more: Any) -> dict[str, Any]:
    return {"seq": seq, "at": AT, "level": "info", "message": f"line {seq}", **more}


def page(*items: Any, cursor: str | None = None) -> Said:
    return Said({"items": list(items), "next_cursor": cursor})


def execution(status: str = "in_progress", **more: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "tenant": "t1",
        "sync": "s1",
        "status": status,
        "status_text": status.upper(),
        "attempts": [],
        "cancel_requested": None,
        "canceled": None,
        "codes": {},
        "completed_entities": [],
        "counts": {},
        "current_entity": None,
        "deadline": None,
        "default_run": True,
        "differences": [],
        "dry_run": False,
        "duration_ms": None,
        "ended_at": None,
        "error": None,
        "fetched": 0,
        "gap": None,
        "heard_at": None,
        "last_seq": 0,
        "log_lines": 0,
        "mode": "missing",
        "outcome": None,
        "pace": {"estimated_end": None, "expected": {}, "overall": None, "recent": None, "treated": 0},
        "progress": {},
        "request": None,
        "requested_at": AT,
        "requested_by": "",
        "settings": {},
        "silent_since": None,
        "started_at": None,
        "totals": {},
        "trigger": "manual",
        "unreadable": [],
        "waiting": None,
        **more,
    }


def accepted(execution: str = "e1", **more: Any) -> Said:
    urls = dict.fromkeys(("status_url", "records_url", "log_url", "events_url"), f"/v1/executions/{execution}")
    body = {"execution_id": execution, **urls, "settings": {}, "warnings": [], "joined": False, "queue_position": 1}
    return Said(body | more, 202)


def problem(status: int, code: str = "some-code", *, retry_after: int | None = None, **more: Any) -> Said:
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    body = {
        "type": f"urn:psasync:problem:{code}",
        "title": "What it is",
        "status": status,
        "detail": "What to do.",
        "request_id": "r-1",
        **more,
    }
    return Said(body, status, {"content-type": "application/problem+json", **headers})


def event(name: str, data: Any, place: str | None = None) -> bytes:
    head = "" if place is None else f"id: {place}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def stream(*events: bytes, **more: Any) -> Said:
    """One that is ended by the service."""
    return Said(body=b"".join(events), headers={"content-type": "text/event-stream"}, **more)


def cut(*events: bytes) -> Said:
    """One whose connection breaks."""
    body = b"".join(events)
    headers = {"content-type": "text/event-stream", "content-length": str(len(body) + 10)}
    return Said(body=body, headers=headers)
