"""Text of a PSA can do nothing to a terminal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_cli.output.plain import is_control, json_safe, paragraphs, plain


@given(st.text())
def test_nothing_is_left_that_a_terminal_would_act_on(text):
    assert not any(map(is_control, plain(text)))
    assert not any(is_control(each) for each in paragraphs(text) if each not in "\n\t")


@given(st.dictionaries(st.text(), st.lists(st.text())))
def test_json_means_the_same_and_holds_no_control_character(value):
    text = json_safe(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert not any(map(is_control, text))


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_what_can_be_printed_stays_as_it_is(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b2J", "\\x9b2J"),
        ("one\rtwo\nthree", "one\\x0dtwo\\x0athree"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("abc\u202edcba", "abc\\u202edcba"),
        ("Müller & Söhne GmbH 日本", "Müller & Söhne GmbH 日本"),
    ],
)
def test_a_control_character_is_written_out(text, shown):
    assert plain(text) == shown
