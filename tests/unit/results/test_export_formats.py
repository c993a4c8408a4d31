from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Outcome
from psasync_results.api import views
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.export.columns import EXECUTION_COLUMNS, execution_row
from psasync_results.export.formats import Format, cell, writer
from psasync_results.store.documents import to_document
from tests.unit.results.streams import EXECUTION, Stream

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


def read(columns: list[str], rows: list[dict[str, Any]]) -> list[list[str]]:
    form = writer(Format.CSV, columns)
    text = (form.head() + form.rows(rows)).decode()
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.tuples(TEXT, TEXT), max_size=10))
def test_a_csv_reader_gets_every_text_back(values: list[tuple[str, str]]) -> None:
    found = read(["a", "b"], [{"a": a, "b": b} for a, b in values])
    assert found == [["a", "b"], *([cell(a), cell(b)] for a, b in values)]
    for (a, b), row in zip(values, found[1:], strict=True):
        assert [text.removeprefix("'") for text in row] == [a.removeprefix("'"), b.removeprefix("'")]


@given(st.sampled_from("=+-@\t\r\n"), TEXT)
def test_no_cell_begins_like_a_formula(start: str, rest: str) -> None:
    assert cell(start + rest) == "'" + start + rest


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (0, "0"),
        (-3, "-3"),
        (Outcome.CREATED, "created"),
        (["a", "b"], "a b"),
        (["=a"], "'=a"),
        (datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=1))), "2026-03-01T00:00:00.000Z"),
    ],
)
def test_what_stands_in_a_cell(value: object, text: str) -> None:
    assert cell(value) == text


def test_json_lines_have_every_column_in_order() -> None:
    form = writer(Format.JSONL, ["a", "b", "c"])
    lines = (form.head() + form.rows([{"c": datetime(2026, 1, 1, tzinfo=UTC), "a": 1}, {"b": "="}])).decode()
    assert [list(json.loads(line).items()) for line in lines.splitlines()] == [
        [("a", 1), ("b", None), ("c", "2026-01-01T00:00:00.000Z")],
        [("a", None), ("b", "="), ("c", None)],
    ]


@pytest.mark.parametrize("result", ["completed", "error", "canceled"])
def test_every_column_of_an_execution_is_filled(result: str) -> None:
    events = Stream().started().record(Outcome.CREATED).record(Outcome.REJECTED).ended(result).events
    row = execution_row(views.summary(to_document(fold(Execution(EXECUTION), events).state)))
    assert row.keys() == set(EXECUTION_COLUMNS)
    assert (row["created"], row["rejected"], row["updated"], row["fetched"]) == (1, 1, 0, 2)
    assert (row["error_kind"] is not None) is (result == "error")
    assert (row["cancel_reason"] == "wrong tenant") is (result == "canceled")
