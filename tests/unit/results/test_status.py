from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Status
from psasync_results.domain.status import Signal, next_status

N, Q, P = None, Status.QUEUED, Status.IN_PROGRESS
F, W, E, C = Status.FINISHED, Status.FINISHED_WITH_WARNINGS, Status.ERROR, Status.CANCELED

#                                     None  QUEUED  IN_PROGRESS
OPEN: dict[Signal, tuple] = {
    Signal.CANCEL_ASKED: (N, Q, P),
    Signal.REQUESTED: (Q, Q, P),
    Signal.NOTED: (Q, Q, P),
    Signal.WORKED: (P, P, P),
    Signal.COMPLETED: (F, F, F),
    Signal.COMPLETED_WITH_WARNINGS: (W, W, W),
    Signal.FAILED: (E, E, E),
    Signal.STOPPED: (C, C, C),
}
TABLE = [
    *((before, signal, after) for signal, row in OPEN.items() for before, after in zip((N, Q, P), row, strict=True)),
    *((final, signal, final) for final in (F, W, E, C) for signal in Signal),
]


@pytest.mark.parametrize(("before", "signal", "after"), TABLE)
def test_every_status_and_signal(before: Status | None, signal: Signal, after: Status | None) -> None:
    assert next_status(before, signal) is after


def test_the_table_is_exhaustive() -> None:
    assert {(before, signal) for before, signal, _ in TABLE} == {
        (before, signal) for before in (None, *Status) for signal in Signal
    }


@given(st.lists(st.sampled_from(list(Signal)), max_size=20))
def test_status_moves_forward_only(signals: list[Signal]) -> None:
    rank = {None: 0, Q: 1, P: 2, F: 3, W: 3, E: 3, C: 3}
    status: Status | None = None
    for signal in signals:
        after = next_status(status, signal)
        assert rank[after] > rank[status] or after is status
        status = after
