"""Answers of the services, as the pages get them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from psasync.contracts.vocabulary import Role
from psasync_client.models.results import ExecutionView, SummaryView
from psasync_client.models.scheduler import PreflightView, RunOptions
from psasync_console.session.session import Session
from tests.unit.client import answers

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)


def run(status: str = "finished", **more: Any) -> ExecutionView:
    return ExecutionView.model_validate(answers.execution(status, **more))


def summary(status: str = "finished", **more: Any) -> SummaryView:
    known = answers.execution(status, **more)
    return SummaryView.model_validate({name: known[name] for name in known if name in SummaryView.model_fields})


def session(role: Role = Role.OPERATOR, tenant: str | None = None) -> Session:
    ends = datetime.now(UTC) + timedelta(hours=1)
    return Session(key="k" * 10, key_id="k", name="Ada", role=role, tenant=tenant, expires_at=ends)


def options(*, periods: bool = True, warning: str | None = None) -> RunOptions:
    return RunOptions.model_validate(
        {
            "sync": "s1",
            "name": "all",
            "time_zone": "Europe/Berlin",
            "blocked": [],
            "modes": [],
            "period": {
                "offered": periods,
                "reason": None if periods else "The PSA keeps no date on company.",
                "ask": None if periods else "Ask the helpdesk if you need it.",
            },
            "entities": [_entity("company", period=periods), _entity("contact", period=False)],
            "destination": {"name": "the platform's own records", "knows_duplicates": not warning, "warning": warning},
            "deletion_guard_percent": 20,
            "full_pass_days": 7,
            "last_default_run": None,
        }
    )


def _entity(name: str, *, period: bool) -> dict[str, Any]:
    return {
        "entity": name,
        "period": period,
        "filtered_here": False,
        "business_date": "dateEntered",
        "by_id": True,
        "note": "",
    }


def preflight(**more: Any) -> PreflightView:
    nothing = {"settings": {}, "blocked": [], "warnings": [], "needs_confirmation": False, "imported": None}
    return PreflightView.model_validate(
        {**nothing, "queue": None, "full_pass": [], "plan": None, "not_supported": [], **more}
    )
