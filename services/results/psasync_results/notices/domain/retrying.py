"""When a message that could not be delivered is tried again, and when it is given up."""

from datetime import datetime, timedelta

_SECONDS = (10, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 28800)
"""After the first attempt, the second and so on: a day in all."""

MOST_ATTEMPTS = len(_SECONDS) + 1


def next_attempt(attempts: int, now: datetime, asked: float | None = None) -> datetime | None:
    """After so many attempts that failed. `asked`: seconds that the receiver wants to be left alone. None: given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + timedelta(seconds=max(_SECONDS[attempts - 1], asked or 0))
