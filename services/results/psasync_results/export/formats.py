"""Rows as text: CSV for spreadsheets, JSON lines for programs. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

import orjson

Row = Mapping[str, Any]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With one of these a spreadsheet takes a text for a formula, which may send away what stands beside it."""


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


class Writer(Protocol):
    media_type: str

    def head(self) -> bytes: ...

    def rows(self, rows: Iterable[Row]) -> bytes: ...


class CsvWriter:
    """RFC 4180: comma, CRLF, UTF-8, one line of column names. Text that begins like a formula gets an apostrophe."""

    media_type = "text/csv; charset=utf-8"

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return _lines([self._columns])

    def rows(self, rows: Iterable[Row]) -> bytes:
        return _lines([cell(row.get(column)) for column in self._columns] for row in rows)


class JsonLinesWriter:
    """One JSON object per line, with the columns as its members, in their order."""

    media_type = "application/jsonl"

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return b""

    def rows(self, rows: Iterable[Row]) -> bytes:
        lines = ({column: _plain(row.get(column)) for column in self._columns} for row in rows)
        return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)


def writer(format_: Format, columns: Sequence[str]) -> Writer:
    return CsvWriter(columns) if format_ is Format.CSV else JsonLinesWriter(columns)


def cell(value: Any) -> str:
    """The text of a cell; nothing is the empty text."""
    if value is None:
        return ""
    plain = _plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        plain = " ".join(str(part) for part in plain)
    if not isinstance(plain, str):
        return str(plain)
    return f"'{plain}" if plain.startswith(_FORMULA_STARTS) else plain


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
