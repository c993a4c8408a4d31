"""Active, paused, archived: as people read it."""

from datetime import datetime
from typing import Protocol

from psasync_cli.output.words import moment
from psasync_client.models.scheduler import State

__all__ = ["State", "paused_text"]


class Paused(Protocol):
    @property
    def at(self) -> datetime: ...

    @property
    def by(self) -> str: ...

    @property
    def reason(self) -> str: ...


def paused_text(paused: Paused | None) -> str:
    """To be put behind a word."""
    if paused is None:
        return ""
    reason = f": {paused.reason}" if paused.reason else ""
    return f" (since {moment(paused.at)}, by {paused.by}{reason})"
