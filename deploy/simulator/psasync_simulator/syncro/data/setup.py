"""Ticket set-up and asset types. Problem types, priorities and statuses are plain texts on the wire."""

from typing import Any

from psasync_simulator.data.kind import SmallBuild
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.words import DEVICE_TYPES

TICKET_TYPES = ("Incident", "Request", "Projects", "Séance Support")
PROBLEM_TYPES = ("Virus", "TuneUp", "Hardware", "Software", "Other")
PRIORITIES = ("0 Urgent", "1 High", "2 Normal", "3 Low")
TICKET_STATUSES = ("New", "In Progress", "Waiting on Customer", "Scheduled", "Resolved")


def names_builder(names: tuple[str, ...], word: str) -> SmallBuild:
    """A change of a small record shows in its name."""

    def build(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
        name = names[number - 1] if number <= len(names) else f"{word} {number}"
        return {"id": number, "name": f"{name} (rev {version})" if version else name}

    return build


def asset_types() -> list[dict[str, Any]]:
    return [{"id": number, "name": name} for number, name in enumerate(DEVICE_TYPES, start=1)]
