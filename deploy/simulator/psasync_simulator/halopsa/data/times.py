"""How Halo writes a time: without a zone, with a fraction or not."""

from datetime import UTC, datetime

DATES = frozenset({
    "datecreated", "alastupdate", "slastupdate", "ulastupdate", "dlastupdate", "dateoccurred", "last_update",
})  # fmt: skip
"""Fields that hold a moment; calendar days have other names."""


def moment(seconds: int) -> str:
    """In UTC; an answer moves it into the instance's zone. Every third has a fraction."""
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.1234567" if seconds % 3 == 0 else text
