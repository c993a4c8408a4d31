from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.topics import ALL_TOPICS
from psasync_results.domain.keeping import LONGEST_DAYS, SHORTEST_DAYS, Keeping, KeptKind, OwnKeeping

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DAYS = st.integers(SHORTEST_DAYS, LONGEST_DAYS)
KEEPINGS = st.fixed_dictionaries({kind.value: DAYS for kind in KeptKind})
OWN = st.fixed_dictionaries({}, optional={kind.value: st.none() | DAYS for kind in KeptKind})


@given(KEEPINGS, OWN)
def test_a_tenants_choice_stands_in_place_of_the_platforms(platform: dict, own: dict) -> None:
    kept = OwnKeeping(**own).over(Keeping(**platform))
    for name, days in kept.model_dump().items():
        assert days == (own.get(name) or platform[name])


@given(KEEPINGS)
def test_nothing_outlives_its_execution(platform: dict) -> None:
    keeping = Keeping(**platform)
    ended = keeping.cutoff(KeptKind.EXECUTIONS, NOW)
    assert keeping.cutoff(KeptKind.RECORDS, NOW) >= ended
    assert keeping.cutoff(KeptKind.LOGS, NOW) >= ended
    assert NOW - keeping.cutoff(KeptKind.ISSUES, NOW) == timedelta(days=platform["issues"])


def test_what_is_kept_outlives_every_topic() -> None:
    longest = max(topic.retention_ms for topic in ALL_TOPICS)
    assert timedelta(days=SHORTEST_DAYS) > timedelta(milliseconds=longest)


@pytest.mark.parametrize("days", [SHORTEST_DAYS - 1, LONGEST_DAYS + 1, 0, -1])
def test_no_shorter_and_no_longer(days: int) -> None:
    with pytest.raises(ValidationError):
        OwnKeeping(records=days)
