"""Pausing: who has paused something, when and why stands beside `active`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync_scheduler.actions.context import Caller
from psasync_scheduler.domain.catalog import Pause


def pause(caller: Caller, now: datetime, *, active: bool, reason: str = "") -> Pause | None:
    """What belongs beside `active`: nothing while it runs."""
    return None if active else Pause(at=now, by=caller.actor.name, reason=reason)


def switched(fields: Mapping[str, Any], caller: Caller, now: datetime, reason: str = "") -> dict[str, Any]:
    """A change's fields, with what belongs beside `active` if that is among them."""
    if "active" not in fields:
        return dict(fields)
    return {**fields, "paused": pause(caller, now, active=fields["active"], reason=reason)}
