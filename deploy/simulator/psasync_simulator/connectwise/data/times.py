"""How ConnectWise writes a time: whole seconds, `Z`."""

from datetime import UTC, datetime

from psasync_simulator.data.stamps import Stamps


def text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def info(stamps: Stamps, **more: str) -> dict[str, str]:
    """The `_info` object that every record ends with."""
    return {
        "lastUpdated": text(stamps.updated),
        "updatedBy": "jsmith",
        "dateEntered": text(stamps.entered),
        "enteredBy": "zadmin",
        **more,
    }
