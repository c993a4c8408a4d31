"""What is told of what stands in the way, and when it is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.kafka import ProduceError
from psasync.psa.port import BudgetExhausted, PsaError
from psasync_tickets_relay.upkeep.due_loop import after_failures, jittered
from psasync_tickets_relay.upkeep.troubles import trouble_of


def refused(*, permanent: bool) -> PsaError:
    return PsaError(
        ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED, "It failed.", permanent=permanent, retry_after=7, hint="Look."
    )


@pytest.mark.parametrize(
    ("fault", "text", "wait", "longest"),
    [
        (BudgetExhausted(40, "a limit"), "Waiting for a limit.", 40, None),
        (refused(permanent=False), "It failed. Look.", 7, None),
        (refused(permanent=True), "It failed. Look.", 7, 900),
        (ProduceError("secret"), "Waiting for Kafka, which does not take events.", None, 30),
        (CatalogUnavailable("secret"), "Waiting for the scheduler, which does not answer.", None, 30),
        (TimeoutError("secret"), "The PSA did not answer in time.", None, None),
        (ValueError("secret"), "Something is wrong here (ValueError); it is tried again.", None, None),
    ],
)
def test_each_is_told_in_its_own_words(fault, text, wait, longest):
    trouble = trouble_of(fault)
    assert (trouble.text, trouble.wait, trouble.longest, trouble.meant) == (text, wait, longest, False)


@given(st.integers(0, 10_000), st.floats(1, 60), st.floats(60, 10_000))
def test_waits_grow_and_are_bounded(failures, first, cap):
    wait = after_failures(failures, first=first, cap=cap)
    assert timedelta(seconds=first * 0.79) <= wait <= timedelta(seconds=cap * 1.21)


@given(st.floats(1, 100_000))
def test_no_two_keep_in_step_for_long(seconds):
    waits = {jittered(seconds) for _ in range(20)}
    assert len(waits) > 10
    assert all(timedelta(seconds=seconds * 0.79) <= wait <= timedelta(seconds=seconds * 1.21) for wait in waits)
