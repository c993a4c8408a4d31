from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from psasync.kit.ids import first_id_at, id_at, new_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 253_370_764_800_000_000).map(lambda microseconds: EPOCH + timedelta(microseconds=microseconds))


@given(MOMENTS, MOMENTS)
def test_ids_sort_by_their_moments(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert first_id_at(earlier) <= id_at(later)
    if later - earlier >= timedelta(milliseconds=1):
        assert id_at(earlier) < first_id_at(later)


@given(MOMENTS)
def test_they_are_what_other_ids_are(moment: datetime) -> None:
    made = uuid.UUID(id_at(moment))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_they_stand_between_other_ids() -> None:
    now = datetime.now(UTC)
    assert first_id_at(now) <= new_id() < id_at(now + timedelta(seconds=1))


def test_before_1970_is_the_beginning() -> None:
    assert first_id_at(datetime(1, 1, 1, tzinfo=UTC)) < new_id()
