"""Words for people."""

from collections.abc import Mapping
from datetime import UTC, datetime

from psasync.contracts.vocabulary import System

SYSTEM_TITLES: Mapping[System, str] = {
    System.CONNECTWISE: "ConnectWise PSA",
    System.AUTOTASK: "Autotask PSA",
    System.HALOPSA: "HaloPSA",
    System.SYNCRO: "Syncro",
    System.KASEYA_BMS: "Kaseya BMS",
    System.HTTP_SOURCE: "HTTP source",
    System.HTTP_ENDPOINT: "HTTP endpoint",
}
"""As the registry of adapters calls them, which this service does not load; a test holds the two together."""


def one_line(text: str, longest: int = 300) -> str:
    """Without control characters, so that no name can break out of its place, and cut to a bound."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def moment(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else None
