"""How Syncro writes a time: milliseconds, `Z`."""

from datetime import UTC, datetime

from psasync_simulator.data.stamps import Stamps


def text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def times(stamps: Stamps) -> dict[str, str]:
    return {"created_at": text(stamps.entered), "updated_at": text(stamps.updated)}
