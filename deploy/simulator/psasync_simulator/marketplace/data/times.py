"""How the marketplace writes a time: whole seconds, `Z`."""

from datetime import UTC, datetime

from psasync_simulator.data.stamps import Stamps


def written(stamps: Stamps) -> dict[str, str]:
    return {"created_at": _text(stamps.entered), "updated_at": _text(stamps.updated)}


def _text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
