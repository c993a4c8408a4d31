"""The path language: names and indexes, and nothing that computes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.http_source.definition.paths import MISSING, parse_path

VALUE = {
    "name": "A",
    "contact": {"email": "a@x.example", "phones": [{"number": "1"}, {"number": "2"}]},
    "rows": [[1, 2], [3]],
    "@odata.nextLink": "/next",
    "two words": 5,
    "0": "zero",
    "none": None,
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", VALUE),
        ("name", "A"),
        ("contact.email", "a@x.example"),
        ("contact.phones[1].number", "2"),
        ("rows[0][1]", 2),
        ("['@odata.nextLink']", "/next"),
        ("['contact'].email", "a@x.example"),
        ("two words", 5),
        ("0", "zero"),
        ("none", None),
        ("nothing", MISSING),
        ("name.length", MISSING),
        ("name[0]", MISSING),
        ("contact.phones[2]", MISSING),
        ("rows.0", MISSING),
        ("none.x", MISSING),
        ("contact.__class__", MISSING),
        ("contact.keys", MISSING),
    ],
)
def test_what_a_path_finds(text, found):
    assert parse_path(text).find(VALUE) == found or parse_path(text).find(VALUE) is found


@pytest.mark.parametrize(
    "text",
    [".a", "a.", "a..b", "a[", "a[]", "a[-1]", "a[x]", "a[0:2]", "a[*]", "a[99999]", "['a", "a['']", "$..a[?(@.b)]",
     "a]b", "a\nb", "a.b.c.d.e.f.g.h.i.j.k", "x" * 301, 5, None, ["a"]],
)  # fmt: skip
def test_what_is_no_path(text):
    with pytest.raises(ValueError, match=r"path"):
        parse_path(text)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(st.text(alphabet="ab.[]'0129 *$", max_size=20), ANY)
def test_any_text_is_a_path_or_none_and_finds_in_any_value(text, value):
    try:
        path = parse_path(text)
    except ValueError:
        return
    path.find(value)
    assert len(path.steps) <= 10
