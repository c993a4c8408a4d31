"""Where in the course of all changes a live stream is: the ids of its events.

A place is a moment of the database's own clock, which every replica sees alike. Whoever stands at one has been told
of everything that was changed `OVERLAP` or longer before it; what lies nearer may be told once more.
"""

import re
from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(seconds=10)
"""Longer than a write takes to be seen, and than the clocks of two servers of one database lie apart."""

OLDEST = timedelta(days=1)
"""Whoever was away for longer begins anew."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FORM = re.compile(r"t([0-9]{1,14})")


def write(place: datetime) -> str:
    return f"t{(place - _EPOCH) // _MILLISECOND}"


def read(text: str | None) -> datetime | None:
    """None for what `write` cannot have given."""
    form = _FORM.fullmatch(text or "")
    return _EPOCH + int(form[1]) * _MILLISECOND if form else None


def continues(place: datetime, newest: datetime) -> bool:
    """Whether a stream that was at `place` can go on from there. `newest`: when anything changed last."""
    return newest - OLDEST <= place <= newest
