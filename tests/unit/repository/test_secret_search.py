"""The search that other tests trust finds what is there."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.secret_search import forms, found

SECRETS = {"it": 'pä$$word/+ of "it"\'s'}


@pytest.mark.parametrize(
    "text",
    [
        SECRETS["it"],
        json.dumps({"password": SECRETS["it"]}),
        json.dumps({"password": SECRETS["it"]}, ensure_ascii=False),
        f"https://host/?password={quote_plus(SECRETS['it'])}&x=1",
        base64.b64encode(f"user:{SECRETS['it']}".encode()).decode(),
        base64.urlsafe_b64encode(f"company+user:{SECRETS['it']}:x".encode()).decode(),
        SECRETS["it"].encode().hex(),
    ],
)
def test_a_secret_is_found_however_it_is_written(text):
    assert found(SECRETS, [("here", f"before {text} after".encode()), ("there", b"nothing")]) == ["it in here"]


@given(before=st.binary(max_size=20), secret=st.text(min_size=8, max_size=40), after=st.binary(max_size=20))
def test_base64_hides_nothing(before, secret, after):
    encoded = base64.b64encode(before + secret.encode() + after)
    assert any(form in encoded for form in forms(secret))


def test_what_would_be_found_by_accident_is_not_searched_for():
    with pytest.raises(AssertionError, match="by accident"):
        found({"short": "abc"}, [])
