"""Colours: the same for the same meaning everywhere. What they say is always said in words too."""

from typing import Any

from psasync_cli.output.words import word

_GOOD, _WARNING, _BAD, _QUIET, _LIVE = "green", "yellow", "red", "dim", "cyan"
_STYLES = {
    "queued": _QUIET,
    "in_progress": _LIVE,
    "finished": _GOOD,
    "finished_with_warnings": _WARNING,
    "error": _BAD,
    "canceled": _QUIET,
    "success": _GOOD,
    "no_change": _QUIET,
    "warning": _WARNING,
    "failure": _BAD,
    "active": _GOOD,
    "paused": _WARNING,
    "archived": _QUIET,
    "expired": _WARNING,
    "revoked": _QUIET,
    "created": _GOOD,
    "updated": _GOOD,
    "unchanged": _QUIET,
    "skipped": _WARNING,
    "rejected": _BAD,
    "failed": _BAD,
    "deleted": _WARNING,
    "open": _BAD,
    "resolved": _GOOD,
    "dismissed": _QUIET,
    "sent": _GOOD,
    "waiting": _LIVE,
    "held": _WARNING,
    "ok": _GOOD,
    "info": _QUIET,
}


def style_of(value: Any) -> str:
    return _STYLES.get(word(value).lower(), "")
