"""How BMS writes a time: whole seconds, with `Z` or, in other places, without a zone."""

from datetime import UTC, date, datetime

from psasync_simulator.data.stamps import Stamps


def text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(day: date) -> str:
    """A calendar day, which BMS writes as a time without a zone."""
    return f"{day.isoformat()}T00:00:00"


def stamped(stamps: Stamps, *, zone: bool = True) -> dict[str, str]:
    created, modified = text(stamps.entered), text(stamps.updated)
    if not zone:
        created, modified = created.removesuffix("Z"), modified.removesuffix("Z")
    return {"createdOn": created, "modifiedOn": modified}
