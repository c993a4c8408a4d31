"""Marked tickets, on all the ways that a webhook can go, and the search for the marks."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.integration.relay.scheduler import Scheduler, signed
from tests.support import secret_search

LARGEST = 4096


@dataclass
class Marks:
    """One for each way, by its name."""

    scheduler: Scheduler
    token: str
    texts: dict[str, str] = field(default_factory=dict)

    def new(self, way: str) -> str:
        return self.texts.setdefault(way, f"mark-{uuid.uuid4().hex}")

    async def send(self, http: httpx.AsyncClient, way: str, expected: int) -> None:
        body, headers = self._webhook(way, self.new(way))
        answer = await http.post(f"/hooks/{self.token}", content=body, headers=headers, params={"id": self.texts[way]})
        assert answer.status_code == expected, f"{way}: {answer.text}"
        assert self.texts[way] not in answer.text

    def found(self, places: Iterable[tuple[str, bytes]]) -> list[str]:
        return secret_search.found(self.texts, places)

    def _webhook(self, way: str, mark: str) -> tuple[bytes, dict[str, str]]:
        good = self.scheduler.callback(1, summary=mark)
        match way:
            case "too large":
                body = self.scheduler.callback(2, summary=mark * (LARGEST // len(mark)))
            case "not json":
                body = f"{{{mark}: ".encode()
            case "unreadable":
                body = good.replace(b'\\"lastUpdated\\": \\"2026', f'\\"lastUpdated\\": \\"{mark}'.encode())
                assert body != good
            case "odd":
                body = self.scheduler.callback(3, summary=mark, Action=mark, MemberId=mark)
            case _:
                body = good
        headers = signed(body, mark) if way == "refused" else signed(body)
        return body, {**headers, "content-type": f"text/{mark}"} if way == "wrong type" else headers


def files(folders: Iterable[Path], below: str = "") -> Iterator[tuple[str, bytes]]:
    """Each file; `below`: only in folders whose name begins so."""
    for folder in folders:
        # Walking passes over folders that are deleted meanwhile.
        for root, _, names in os.walk(folder):
            if Path(root).name.startswith(below):
                yield from ((f"the file {name}", _content(Path(root, name))) for name in names)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() and path.suffix != ".lock" else b""
    except FileNotFoundError:  # it has just been deleted
        return b""
