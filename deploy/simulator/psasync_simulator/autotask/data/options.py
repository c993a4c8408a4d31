"""The values of picklists, each a record that people can change, add and delete."""

from typing import Any

from psasync_simulator.data.kind import SmallBuild
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.words import DEVICE_TYPES, DEVICES

COMPANY_TYPES = ("Customer", "Lead", "Prospect", "Dead", "Cancellation", "Vendor", "Partner")
QUEUES = ("Client Portal", "Level I Support", "Level II Support", "Monitoring Alert", "Post Sale")
TICKET_STATUSES = ("New", "In Progress", "Waiting Customer", "Escalate", "Complete")
PRIORITIES = ("Critical", "High", "Medium", "Low")
ASSET_TYPES = DEVICE_TYPES
MANUFACTURERS = tuple(name for name, _models in DEVICES)


def option_builder(labels: tuple[str, ...], word: str, default: int) -> SmallBuild:
    """Values are text though they are numbers. A change shows in the label. `default`: the number of the one preset."""

    def build(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
        label = labels[number - 1] if number <= len(labels) else f"{word} {number}"
        return {
            "value": str(number),
            "label": f"{label} (rev {version})" if version else label,
            "isDefaultValue": number == default,
            "sortOrder": number,
            "parentValue": "",
            "isActive": True,
            "isSystem": number <= len(labels),
        }

    return build
