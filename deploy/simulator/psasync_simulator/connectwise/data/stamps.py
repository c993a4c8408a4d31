"""When a record was entered and last updated, and how ConnectWise writes a time: whole seconds, `Z`."""

from datetime import UTC, datetime
from typing import NamedTuple


class Stamps(NamedTuple):
    entered: int  # seconds since 1970
    updated: int


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
