"""The file that keeps the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import machine
from tests.bench.lab import Lab, servers

FILE = Path(__file__).with_name("RESULTS.md")


async def heading(lab: Lab, beside: str = "") -> str:
    """When, and on what."""
    product = f" {beside}." if beside else ""
    told = f"{machine.line()}. {await servers(lab)}. Medians of {lab.runs}.{product}"
    return f"## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n\n{told}\n"


def append(lines: Sequence[str]) -> None:
    with FILE.open("a") as file:
        file.write("\n" + "\n".join(lines).rstrip() + "\n")
