"""Who may start while one system is slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.vocabulary import System
from psasync_executor.domain.ceilings import Ceilings, workers_for_one
from psasync_executor.settings import ExecutorSettings
from psasync_local import local_secrets

CONNECTWISE, AUTOTASK = System.CONNECTWISE, System.AUTOTASK


@given(st.integers(1, 100), st.floats(0.01, 0.99))
def test_a_share_below_one_leaves_a_worker_free(workers, share):
    assert 1 <= workers_for_one(workers, share) <= max(1, workers - 1)


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (2, 1), (3, 2), (4, 3), (8, 6), (100, 75)])
def test_the_usual_share(workers, most):
    assert workers_for_one(workers, 0.75) == most
    assert workers_for_one(workers, 1) == workers


def test_a_system_is_full_here_or_everywhere():
    ceilings = Ceilings(3, {CONNECTWISE: 2})
    assert ceilings.full({}, ()) == frozenset()
    assert ceilings.full({AUTOTASK: 3}, ()) == {AUTOTASK}
    assert ceilings.full({CONNECTWISE: 1}, ("connectwise/0", "connectwise/1")) == {CONNECTWISE}
    assert ceilings.full({CONNECTWISE: 1}, ("connectwise/0", "autotask/1")) == frozenset()


def test_slots_are_taken_one_by_one_and_those_above_a_lowered_ceiling_do_not_count():
    ceilings = Ceilings(3, {CONNECTWISE: 2})
    assert ceilings.slot(CONNECTWISE, ()) == "connectwise/0"
    assert ceilings.slot(CONNECTWISE, ("connectwise/0", "connectwise/7")) == "connectwise/1"
    assert ceilings.slot(CONNECTWISE, ("connectwise/0", "connectwise/1")) is None
    assert ceilings.slot(AUTOTASK, ()) is None


class TestSettings:
    def read(self, monkeypatch: pytest.MonkeyPatch, text: str) -> Ceilings:
        monkeypatch.setenv("PSASYNC_EXECUTOR_SYSTEM_CEILINGS", text)
        for name, value in local_secrets.generate().items():
            monkeypatch.setenv(name, value)
        return ExecutorSettings().ceilings()

    def test_pairs(self, monkeypatch):
        assert self.read(monkeypatch, "connectwise=20, autotask=10").most == {CONNECTWISE: 20, AUTOTASK: 10}
        assert self.read(monkeypatch, "").most == {}

    @pytest.mark.parametrize("text", ["connectwise", "connectwise=0", "connectwise=x", "jira=3"])
    def test_mistakes(self, monkeypatch, text):
        with pytest.raises(ValidationError, match="executor_system_ceilings"):
            self.read(monkeypatch, text)
