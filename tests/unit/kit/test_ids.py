from __future__ import annotations

import time
import uuid

from psasync.kit.ids import new_id


def test_is_a_version_7_uuid_of_this_moment() -> None:
    made = uuid.UUID(new_id())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert abs((made.int >> 80) / 1000 - time.time()) < 1


def test_ten_thousand_in_a_row_are_sorted_and_distinct() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_a_clock_set_back_does_not_break_the_order(monkeypatch) -> None:
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert new_id() > before
