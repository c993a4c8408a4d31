"""The value of a record that a condition or an order asks for."""

from typing import Any

from psasync_simulator.connectwise.data.times import text
from psasync_simulator.data.rows import Row


def value_of(row: Row, path: tuple[str, ...]) -> Any:
    """The value at a path like `company/id`, found without regard to case; None where there is nothing."""
    match path:
        case ("id",):
            return row.id
        case ("lastupdated",) | ("_info", "lastupdated"):
            return text(row.stamps.updated)
        case ("dateentered",) | ("_info", "dateentered"):
            return text(row.stamps.entered)
    here: Any = row.record
    for step in path:
        if not isinstance(here, dict):
            return None
        here = next((value for key, value in here.items() if key.lower() == step), None)
    return here
