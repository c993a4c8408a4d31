"""What programs read."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from psasync_cli.output.column import Column
from psasync_cli.output.encoding import csv_lines, json_line, json_text
from psasync_client.models.common import Outcome
from psasync_client.models.relay import MissedTickets


def rows_of(columns, rows):
    return list(csv.reader(io.StringIO("".join(csv_lines(columns, rows)))))


def test_an_object_is_one_line_with_the_names_of_the_api():
    line = json_line(MissedTickets(**{"from": "a", "reason": "slow", "to": "b"}))
    assert "\n" not in line
    assert json.loads(line) == {"from": "a", "reason": "slow", "to": "b"}


def test_values_are_spelled_as_the_api_does():
    value = {Outcome.CREATED: datetime(2026, 11, 2, 1, tzinfo=UTC), "day": date(2026, 11, 2)}
    assert json.loads(json_text(value)) == {"created": "2026-11-02T01:00:00Z", "day": "2026-11-02"}


def test_csv_has_names_raw_values_and_what_is_nested_as_json():
    columns = (Column("Who", "name"), Column("Took", "duration_ms", lambda _: "3 s"), Column("", "totals.created"))
    rows = [{"name": 'A "B", C', "duration_ms": 3000, "totals": {"created": 2}}, {"name": None, "totals": None}]
    assert rows_of(columns, rows) == [
        ["name", "duration_ms", "totals.created"],
        ['A "B", C', "3000", "2"],
        ["", "", ""],
    ]
    assert rows_of([Column("", "all")], [{"all": {"a": True}}]) == [["all"], ['{"a": true}']]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(text):
    assert rows_of([Column("", "name")], [{"name": text}])[1] == [f"'{text}"]


def test_numbers_below_zero_stay_numbers():
    assert rows_of([Column("", "n")], [{"n": -1}])[1] == ["-1"]
