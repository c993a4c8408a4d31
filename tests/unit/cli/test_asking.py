"""What people are asked, and what happens where nobody can be."""

import io

import pytest

from psasync_cli.asking import agree, ask, ask_secret, confirm
from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.output.screen import Screen


@pytest.fixture
def person(monkeypatch):
    """Somebody at a terminal, who answers."""

    def answers(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        screen = Screen()
        monkeypatch.setattr(Screen, "interactive", property(lambda _: True))
        return screen

    return answers


def test_the_phrase_confirms(person):
    confirm(person("I confirm\n"), confirmed=False)


@pytest.mark.parametrize("text", ["y\n", "i confirm\n", "I confirm.\n", "\n", ""])
def test_nothing_else_does(person, text):
    with pytest.raises(CliError) as refused:
        confirm(person(text), confirmed=False)
    assert refused.value.code is ExitCode.CONFIRMATION


def test_the_option_confirms_without_asking():
    confirm(Screen(), confirmed=True)
    agree(Screen(), "Sure?", yes=True)


@pytest.mark.parametrize(
    "asked", [lambda screen: confirm(screen, confirmed=False), lambda screen: agree(screen, "?", yes=False)]
)
def test_where_nobody_can_be_asked_nothing_is_done(asked):
    with pytest.raises(CliError) as refused:
        asked(Screen())
    assert refused.value.code is ExitCode.CONFIRMATION
    assert "--" in refused.value.remedy


@pytest.mark.parametrize("asked", [ask, ask_secret])
def test_a_question_that_nobody_hears_says_how_to_answer(asked):
    with pytest.raises(CliError) as refused:
        asked(Screen(), "Which system")
    assert refused.value.code is ExitCode.USAGE


def test_an_empty_answer_is_the_default(person, capsys):
    assert ask(person("\n"), "Name", default="Manage") == "Manage"
    shown = capsys.readouterr()
    assert "Name [Manage]: " in shown.err
    assert shown.out == ""
