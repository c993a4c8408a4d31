from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.kit.http import PageOf, Problem, decode_cursor, encode_cursor

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.one_of(words, st.integers(-(2**53), 2**53), st.booleans(), st.none())


@given(st.dictionaries(words, scalars, max_size=5))
def test_comes_back_as_it_was(position) -> None:
    cursor = encode_cursor(position)
    assert decode_cursor(cursor) == position
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&? ")


@given(st.text())
def test_anything_else_is_a_400(text: str) -> None:
    with pytest.raises(Problem) as refused:
        decode_cursor(f"{text}\ue000")
    assert (refused.value.status, refused.value.code) == (400, "bad-cursor")


@pytest.mark.parametrize("content", [b'{"id":{"$gt":""}}', b'{"id":["a"]}', b"[1]", b"1", b"{", b"", b"null"])
def test_operators_and_other_shapes_are_refused(content: bytes) -> None:
    with pytest.raises(Problem):
        decode_cursor(base64.urlsafe_b64encode(content).decode())


def test_too_long_is_refused_before_reading() -> None:
    with pytest.raises(Problem):
        decode_cursor(encode_cursor({"a": "x" * 3000}))


def test_page_serialises() -> None:
    assert PageOf[int](items=[1]).model_dump() == {"items": [1], "next_cursor": None}
