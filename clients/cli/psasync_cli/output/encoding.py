"""Rows as JSON and CSV: what programs read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from psasync_cli.output.column import Column
from psasync_cli.output.plain import json_safe

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def jsonable(value: Any) -> Any:
    """The API's own fields and spelling."""
    return to_jsonable_python(value, by_alias=True)


def json_line(value: Any) -> str:
    return json_safe(json.dumps(jsonable(value), ensure_ascii=False))


def json_text(value: Any) -> str:
    return json_safe(json.dumps(jsonable(value), ensure_ascii=False, indent=2))


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """RFC 4180 with a line of names. Text that a spreadsheet would take for a formula gets an apostrophe."""
    yield _line([column.field for column in columns])
    for row in rows:
        yield _line([_cell(column.raw(row)) for column in columns])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _cell(value: Any) -> str:
    found = jsonable(value)
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, (dict, list)):
        return json.dumps(found, ensure_ascii=False)
    if isinstance(found, str) and found.startswith(_FORMULA):
        return "'" + found
    return str(found)
