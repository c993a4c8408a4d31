"""Moments as people give them."""

import re
from datetime import UTC, datetime, timedelta

from psasync_cli.errors import usage

_BACK = re.compile(r"(\d+)\s*(min|h|d|w)")
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def instant(text: str | None, now: datetime | None = None) -> datetime | None:
    """`2026-11-02`, `2026-11-02T14:00`, with or without an offset (without: this machine's), or `2h`, `7d` ago.

    Raises `CliError`.
    """
    if text is None:
        return None
    back = _BACK.fullmatch(text.strip())
    if back is not None:
        return (now or datetime.now(UTC)) - int(back[1]) * _UNITS[back[2]]
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise usage(f"{text!r} is no date.", remedy="2026-11-02, 2026-11-02T14:00, or 30min, 2h, 7d, 4w ago.") from None
    return found.astimezone()
