"""What a body may be, whoever sent it."""

import contextlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.port import WebhookRefused
from psasync.psa.toolkit.webhook_body import MAX_DEPTH, json_object, shallow


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_what_is_nested_too_deep_is_no_body(opening, closing):
    innermost = "1" if opening.startswith("{") else ""
    assert shallow(orjson.loads(opening * MAX_DEPTH + innermost + closing * MAX_DEPTH))
    with pytest.raises(ValueError, match="too deep"):
        shallow(orjson.loads(opening * (MAX_DEPTH + 1) + innermost + closing * (MAX_DEPTH + 1)))


def test_many_brackets_are_not_deep():
    assert json_object(b'{"a":[' + b",".join([b"{}"] * 1000) + b'],"b":"' + b"[" * 1000 + b'"}')


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_refused(body):
    with contextlib.suppress(WebhookRefused):
        assert isinstance(json_object(body), dict)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"text"', b"1", b"{", b'{"a":NaN}', b"\xff\xfe{}"])
def test_what_is_no_object_is_refused(body):
    with pytest.raises(WebhookRefused):
        json_object(body)
