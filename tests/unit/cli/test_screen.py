"""Where data and remarks go."""

import json

import pytest

from psasync_cli.output.column import Column
from psasync_cli.output.screen import Format, Screen
from psasync_cli.output.taken import Taken

NAME = (Column("name", "name"),)


def things(count):
    return ({"name": f"thing {number}"} for number in range(count))


def test_a_list_in_json_is_an_object_a_line_and_the_remark_is_not_among_them(capsys):
    Screen(Format.JSON).rows(things(3), NAME, limit=2)
    shown = capsys.readouterr()
    assert [json.loads(line) for line in shown.out.splitlines()] == [{"name": "thing 0"}, {"name": "thing 1"}]
    assert "--all" in shown.err


def test_an_empty_list_is_no_data_and_a_remark(capsys):
    Screen(Format.TABLE).rows([], NAME, empty="No things.")
    shown = capsys.readouterr()
    assert (shown.out, shown.err.strip()) == ("", "No things.")


def test_a_table_in_a_file_has_no_colours_and_breaks_no_line(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)  # a width that somebody has chosen counts
    Screen(Format.TABLE).rows([{"name": "x" * 300}], (Column("name", "name", style=lambda _: "red"),))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "x" * 300 in shown


def test_markup_and_control_characters_of_data_are_shown_as_they_are(capsys):
    Screen(Format.TABLE).rows([{"name": "[bold]a[/bold] :smile: \x1b[31m"}], NAME)
    assert "[bold]a[/bold] :smile: \\x1b[31m" in capsys.readouterr().out


@pytest.mark.parametrize(("have", "limit", "shown", "more"), [(3, 2, 2, True), (2, 2, 2, False), (3, None, 3, False)])
def test_no_more_is_read_than_is_shown(have, limit, shown, more):
    taken = Taken(things(have), limit)
    assert len(list(taken)) == shown
    assert taken.more is more


def test_facts_without_a_value_are_left_out(capsys):
    Screen(Format.TABLE).one({}, [("name", "Acme"), ("reason", "")])
    shown = capsys.readouterr().out
    assert "Acme" in shown
    assert "reason" not in shown
