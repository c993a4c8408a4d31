"""A PSA that asks to slow down for ten minutes: the run waits, says so, frees its worker, and loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.kit.clock import ScaledClock
from psasync.psa.port import PsaError

RATE = 60  # a minute is a second
STORM = timedelta(minutes=10)


@pytest.mark.parametrize("retry_after", [20.0, 3.0], ids=["parks", "stays"])
async def test_ten_minutes_of_429_end_in_a_whole_run(lab, retry_after):
    lab.settings = lab.settings.model_copy(update={"clock_rate": RATE})
    lab.psa.fill(Entity.COMPANY, 60)
    clock = ScaledClock(RATE)
    began = clock.now()
    answered = 0

    def weather() -> None:
        nonlocal answered
        if clock.now() - began < STORM:
            answered += 1
            raise PsaError(
                ErrorKind.TECHNICAL,
                IssueCode.SOURCE_THROTTLED,
                "The PSA answered 429.",
                permanent=False,
                retry_after=retry_after,
                status=429,
            )

    lab.psa.weather = weather
    lab.node(workers=1)
    story = (await lab.run()).consistent()

    assert story.end["result"] == "completed"
    assert story.outcomes == {"created": 60}
    assert clock.now() - began >= STORM
    assert answered >= 10
    # It was asked again no sooner than it wanted to be, in one lane after another.
    assert answered <= STORM.total_seconds() / retry_after * 2 + 5
    waits = [event for event in story.of_type("execution.progress") if "waiting_until" in event]
    assert bool(waits) == (retry_after > lab.settings.executor_inline_wait_seconds)
