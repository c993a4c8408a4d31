from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_results.store.newest import floors, moment_of, order, place, window

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
moments = st.integers(0, 10**14 - 1).map(lambda milliseconds: EPOCH + timedelta(milliseconds=milliseconds))


@given(moments, moments, st.text(max_size=5), st.text(max_size=5))
def test_text_sorts_as_moment_then_id(one: datetime, other: datetime, a: str, b: str) -> None:
    assert (order(one, a) < order(other, b)) == ((one, a) < (other, b))


def test_a_window_is_half_open_and_below_the_place() -> None:
    bounds = window(order(NOON, "m"), NOON - timedelta(hours=1), NOON + timedelta(hours=1))["order"]
    assert bounds["$gte"] <= order(NOON - timedelta(hours=1), "a")
    assert order(NOON, "a") < bounds["$lt"] <= order(NOON, "m")
    assert window(None, until=NOON)["order"]["$lt"] <= order(NOON, "")
    assert "$lt" not in window(None)["order"]


def test_zones_make_no_difference() -> None:
    assert order(NOON.astimezone(timezone(timedelta(hours=5))), "x") == order(NOON, "x")


@pytest.mark.parametrize("cursor", [{}, {"order": 3}, {"order": None}, {"seq": 1}])
def test_a_cursor_of_another_list(cursor: dict) -> None:
    with pytest.raises(ValueError, match="cursor"):
        place(cursor)


@given(moments, st.none() | moments)
def test_each_look_reaches_further_and_the_last_to_the_end(newest: datetime, since: datetime | None) -> None:
    found = list(floors(newest, since))
    assert found == sorted(set(found), reverse=True)
    assert found[-1] == (since or EPOCH)
    assert len(found) < 10


@given(moments, st.text(max_size=5))
def test_the_moment_of_a_place(moment: datetime, id_: str) -> None:
    assert moment_of(order(moment, id_)) == moment


@given(st.text(max_size=20))
def test_a_place_that_somebody_made_up(text: str) -> None:
    assert moment_of(text) is None or text[:14].isdecimal()
    assert moment_of(None) is None
