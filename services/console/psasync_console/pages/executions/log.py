"""The log of an execution."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from psasync_client import AsyncClient
from psasync_client.models.results import LogView
from psasync_console.web.showing import iso, word

LEVELS = (("error", "Errors"), ("warning", "Warnings"), ("info", "Info"), ("debug", "Debug"))
_TONES = {"debug": "secondary", "info": "blue", "warning": "yellow", "error": "red"}
_LINES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class LogLine:
    at: datetime
    level: str
    tone: str
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class LogPart:
    lines: Sequence[LogLine]
    level: str
    cursor: str | None
    next: str | None

    @property
    def query(self) -> str:
        return urlencode({"level": self.level}) if self.level else ""


def log_part(lines: Sequence[LogView], level: str, cursor: str | None, next_cursor: str | None) -> LogPart:
    return LogPart([_line(each) for each in lines], level, cursor, next_cursor)


def _line(line: LogView) -> LogLine:
    level = word(line.level)
    return LogLine(line.at, level, _TONES.get(level, "secondary"), line.message, word(line.code) if line.code else "")


async def log_text(api: AsyncClient, execution: str) -> AsyncIterator[bytes]:
    """All of it as text, a line each; what a message breaks into lines stays one."""
    async for line in api.executions.log(execution, limit=_LINES_AT_ONCE):
        code = f" [{word(line.code)}]" if line.code else ""
        message = " ".join(line.message.splitlines())
        yield f"{iso(line.at)} {word(line.level).upper():7} {message}{code}\n".encode()
