"""What people learn about a command from itself."""

import shlex

import pytest
import typer
from rich.text import Text

from psasync_cli.app import app

ROOT = typer.main.get_command(app)


def commands(command, path=()):
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from commands(each, (*path, name))
    else:
        yield path, command


COMMANDS = dict(commands(ROOT))


def words_of(example):
    words = shlex.split(example)
    ends = [words.index(mark) for mark in ("|", ">") if mark in words]
    return words[: min(ends, default=len(words))]


def examples(command):
    heading, *lines = command.epilog.splitlines()
    assert "Examples" in heading
    return [Text.from_markup(line).plain.strip() for line in lines]


def parsed(words):
    """As the program would; raises for an option that there is not."""
    assert words[0] == "psasync"
    command, words, context = ROOT, words[1:], None
    while hasattr(command, "commands"):
        context = typer.Context(command, info_name=command.name, parent=context)
        command, words = command.commands[words[0]], words[1:]
    return command, command.make_context(command.name, list(words), parent=context)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_command_says_what_it_does_and_has_examples_that_can_be_typed(path):
    command = COMMANDS[path]
    assert command.help
    assert len(command.get_short_help_str(200)) < 120
    shown = examples(command)
    assert shown
    for example in shown:
        found, _ = parsed(words_of(example))
        assert found is command


def test_the_test_can_fail():
    with pytest.raises(Exception, match="No such option"):
        parsed(["psasync", "history", "--no-such-option"])


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_option_says_what_it_is_for(path):
    silent = [
        each.name
        for each in COMMANDS[path].params
        if each.param_type_name == "option" and not getattr(each, "help", "")
    ]
    assert silent == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_command_takes_a_profile_and_a_form(path):
    assert {"profile", "output"} <= {each.name for each in COMMANDS[path].params}
