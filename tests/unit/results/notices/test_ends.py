"""Which ends anybody is told of."""

from __future__ import annotations

import pytest

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Mode, Outcome, Trigger
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.notices.domain.ends import End, end_of
from tests.unit.results.streams import SYNC, TENANT, Stream


def ended(result: str = "completed", **request: object) -> End | None:
    wanted = SyncRequested(**({"tenant": TENANT, "sync": SYNC, "trigger": Trigger.NIGHTLY} | request))
    stream = Stream(request=wanted, fence=3).started().record(Outcome.REJECTED).ended(result)
    return end_of(fold(Execution("e"), stream.events).state)


def test_an_error_is_a_failure_and_refused_records_are_none() -> None:
    failure, good = ended("error"), ended()
    assert failure is not None
    assert good is not None
    assert (failure.failed, failure.fence) == (True, 3)
    assert not good.failed


@pytest.mark.parametrize("result", ["completed", "error"])
def test_dry_runs_and_canceled_ones_tell_nothing(result: str) -> None:
    assert ended(result, dry_run=True) is None
    assert ended("canceled") is None


def test_what_runs_still_has_no_end() -> None:
    assert end_of(fold(Execution("e"), Stream().started().events).state) is None


@pytest.mark.parametrize(
    ("request_", "forced"),
    [
        ({"trigger": Trigger.NIGHTLY}, False),
        ({"trigger": Trigger.EVENT}, False),
        ({"trigger": Trigger.MANUAL}, True),
        ({"trigger": Trigger.EVENT, "mode": Mode.FORCE, "confirmed": True}, True),
    ],
)
def test_which_runs_are_forced(request_: dict, forced: bool) -> None:
    found = ended(**request_)
    assert found is not None
    assert found.forced is forced
