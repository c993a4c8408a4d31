"""The small lists: teams, ticket statuses, priorities."""

from typing import Any
from uuid import UUID

from psasync_simulator.data.stamps import Stamps

TEAMS = ("1st Line", "2nd Line", "Projects", "Field Service", "Séance Support")
STATUSES = ("New", "In Progress", "With User", "On Hold", "Completed", "Closed")
PRIORITIES = (("Critical", "#d9534f"), ("High", "#f0ad4e"), ("Medium", "#fcdc00"), ("Low", "#5cb85c"))
SLAS = (1, 2)
"""Each defines every priority anew: `/Priority` has a row per SLA and priority."""


def _name(names: tuple[str, ...], number: int, version: int, word: str) -> str:
    """A change of a small record shows in its name."""
    name = names[number - 1] if number <= len(names) else f"{word} {number}"
    return f"{name} (rev {version})" if version else name


def build_team(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    return {
        "id": number,
        "name": _name(TEAMS, number, version, "Team"),
        "sequence": number,
        "department_id": 1,
        "inactive": number == 4,
    }


def build_status(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    return {
        "id": number,
        "name": _name(STATUSES, number, version, "Status"),
        "shortname": "",
        "colour": "#3bafda",
        "sequence": number * 10,
    }


def build_priority(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    """As the first SLA has it. Its `id` is a GUID; tickets refer to `priorityid`."""
    colour = PRIORITIES[number - 1][1] if number <= len(PRIORITIES) else "#3bafda"
    names = tuple(name for name, _ in PRIORITIES)
    priority = {
        "priorityid": number,
        "name": _name(names, number, version, "Priority"),
        "colour": colour,
        "fixtime": number * 8,
        "fixunits": "H",
        "ishidden": False,
    }
    return of_sla(priority, SLAS[0])


def of_sla(priority: dict[str, Any], sla: int) -> dict[str, Any]:
    """The row of a priority for one SLA; the others call it by a name of their own."""
    name = priority["name"] if sla == SLAS[0] else f"{priority['name']} (SLA {sla})"
    return {**priority, "id": str(UUID(int=(sla << 32) | priority["priorityid"])), "slaid": sla, "name": name}
