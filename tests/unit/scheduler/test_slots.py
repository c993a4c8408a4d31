"""Places in the window: even at any count, stable whatever comes and goes."""

from __future__ import annotations

from bisect import insort
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_scheduler.domain.hosts import host_of
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.slots import PLACES, Slot, group_of, mirrored, place_of

MOST = 2000
groups = st.builds(
    group_of,
    st.sampled_from(["api-na.myconnectwise.net", "acme.halopsa.com", "autotask"]),
    st.sampled_from(["Europe/Berlin", "UTC"]),
    st.sampled_from(["01:30", "0 */2 * * *"]),
    st.integers(1, 720),
)


def test_the_sequence_halves_what_is_left():
    assert [mirrored(number) * 8 // PLACES for number in range(8)] == [0, 4, 2, 6, 1, 5, 3, 7]


@settings(deadline=None)
@given(groups, st.integers(1, 720))
def test_at_every_count_no_gap_is_longer_than_twice_the_even_one(group, minutes):
    """Round the window: the next night's first follows the last."""
    window = minutes * 60
    schedule = Schedule(time="01:30", spread_minutes=minutes)
    offsets: list[int] = []
    longest = window
    for number in range(MOST):
        offset = schedule.offset("any", Slot(group=group, number=number)) // timedelta(seconds=1)
        assert 0 <= offset < window
        insort(offsets, offset)
        count = len(offsets)
        # The longest gap only becomes shorter, so it need not be measured each time.
        if count & (count - 1) == 0 or count == MOST or count % 97 == 0:
            inner = max((later - earlier for earlier, later in pairwise(offsets)), default=0)
            longest = max(inner, offsets[0] + window - offsets[-1])
        assert longest <= 2 * window / count + 1, count


@settings(deadline=None)
@given(groups, st.integers(1, MOST))
def test_every_part_of_the_window_has_its_share(group, count):
    """Each tenth holds a tenth of them, but for a few: a hash is off by the root of their number."""
    tenths = [0] * 10
    for number in range(count):
        tenths[Slot(group=group, number=number).place * 10 // PLACES] += 1
    assert max(abs(in_tenth - count / 10) for in_tenth in tenths) <= 7


def test_the_first_ones_of_many_hosts_do_not_fire_together():
    schedule = Schedule(time="01:30", spread_minutes=60)
    firsts = {schedule.offset("any", Slot(group=f"{n}.halopsa.com UTC 01:30 60", number=0)) for n in range(200)}
    assert len(firsts) > 180


def test_a_sync_without_a_slot_keeps_the_place_of_its_id():
    assert place_of("sync-7", None) == place_of("sync-7", None) != place_of("sync-8", None)


@pytest.mark.parametrize(
    ("system", "settings", "host"),
    [
        (
            "connectwise",
            {"base_url": "https://API-na.myconnectwise.net", "company": "acme"},
            "api-na.myconnectwise.net",
        ),
        ("connectwise", {"base_url": "https://api-na.myconnectwise.net:443/x/"}, "api-na.myconnectwise.net"),
        ("http_source", {"base_url": "http://[::1]:9/v1"}, "::1"),
        ("http_endpoint", {"url": "https://shop.example./in"}, "shop.example"),
        ("autotask", {"user_name": "a@B"}, "autotask"),
        ("autotask", {"base_url": "no address"}, "autotask"),
        ("autotask", {"base_url": "http://[broken"}, "autotask"),
    ],
)
def test_the_host_of_a_connection(system, settings, host):
    assert host_of(system, settings) == host
