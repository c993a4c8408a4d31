"""The short lists of ticket set-up."""

from collections.abc import Sequence
from typing import Any

from psasync_simulator.data.stamps import Stamps

QUEUES = ("Service Desk", "Projects", "Monitoring", "On-Site", "Séance Support")
STATUSES = ("New", "In Progress", "Waiting on Customer", "Scheduled", "Completed", "Closed")
PRIORITIES = (("Critical", "#d40000"), ("High", "#ff7f00"), ("Medium", "#ffcc00"), ("Low", ""))


def _name(names: Sequence[str], number: int, version: int, word: str) -> str:
    """A change of a small record shows in its name."""
    name = names[number - 1] if number <= len(names) else f"{word} {number}"
    return f"{name} (rev {version})" if version else name


def queue(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    return {"id": number, "name": _name(QUEUES, number, version, "Queue"), "isActive": number != 2}


def status(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    return {
        "id": number,
        "name": _name(STATUSES, number, version, "Status"),
        "fontColor": "#000000",
        "color": None,
        "statusOrder": number * 10,
        "typeId": 1,
        "isSystemStatus": int(number in {1, len(STATUSES)}),
        "slaEventId": None,
        "isActive": True,
    }


def priority(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    color = PRIORITIES[number - 1][1] if number <= len(PRIORITIES) else None
    names = [name for name, _ in PRIORITIES]
    return {
        "id": number,
        "name": _name(names, number, version, "Priority"),
        "color": color,
        "isDefault": number == 3,
    }
