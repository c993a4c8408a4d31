"""How Autotask writes a time: UTC, whole seconds, `Z`; a calendar day as its midnight."""

from datetime import UTC, date, datetime


def text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
