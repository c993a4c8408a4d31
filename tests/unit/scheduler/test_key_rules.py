"""How long keys live, which one must stay, and when their last use is written down."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Role
from psasync_scheduler.domain import key_rules
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.key_uses import KeyUses, Use
from psasync_scheduler.domain.keys import KeyKind, KeyState, kind_of, new_key

NOW = datetime(2026, 6, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def key(name: str = "k", **more) -> ApiKey:
    values = {
        "tenant": None,
        "prefix": "psk_1",
        "role": "admin",
        "created_by": "x",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return ApiKey.model_validate({"_id": name, "name": name, "version": 1} | values | more)


def test_a_key_says_which_kind_it_is():
    for kind in KeyKind:
        assert kind_of(new_key(kind).text) is kind
    assert kind_of("anything") is KeyKind.APPLICATION


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, KeyState.ACTIVE),
        ({"expires_at": NOW + DAY}, KeyState.ACTIVE),
        ({"expires_at": NOW}, KeyState.EXPIRED),
        ({"expires_at": NOW, "revoked_at": NOW}, KeyState.REVOKED),
        ({"revoked_at": NOW}, KeyState.REVOKED),
    ],
)
def test_states(more, state):
    assert key(**more).state(NOW) is state
    assert key(**more).valid(NOW) is (state is KeyState.ACTIVE)


class TestExpiry:
    @pytest.mark.parametrize(
        ("expires_at", "longest", "good"),
        [
            (None, None, True),
            (None, DAY, True),
            (NOW, None, False),
            (NOW + DAY, DAY, True),
            (NOW + 2 * DAY, DAY, False),
            (NOW + 900 * DAY, None, True),
        ],
    )
    def test_what_may_be_asked_for(self, expires_at, longest, good):
        errors = key_rules.expiry_errors(expires_at, NOW, longest)
        assert [error.field for error in errors] == ([] if good else ["expires_at"])

    def test_what_was_not_asked_for_is_the_longest_allowed(self):
        assert key_rules.expiry(None, NOW, None) is None
        assert key_rules.expiry(None, NOW, DAY) == NOW + DAY
        assert key_rules.expiry(NOW + DAY, NOW, 3 * DAY) == NOW + DAY

    @given(st.none() | st.integers(1, 1000), st.none() | st.integers(1, 1000), st.integers(0, 2000))
    def test_a_successor_lives_as_long_again_within_the_limit(self, lifetime, longest, later):
        now = NOW + later * DAY
        old = key(expires_at=None if lifetime is None else NOW + lifetime * DAY)
        limit = None if longest is None else longest * DAY
        end = key_rules.successors_expiry(old, now, limit)
        assert end is not None or (lifetime is None and longest is None)
        if end is not None:
            assert end - now == min(each * DAY for each in (lifetime, longest) if each is not None)
            assert not key_rules.expiry_errors(end, now, limit)

    @given(st.none() | st.integers(1, 20), st.integers(0, 7))
    def test_an_overlap_makes_no_key_live_longer(self, days, overlap):
        old = key(expires_at=None if days is None else NOW + days * DAY)
        end = key_rules.overlap_end(old, NOW, overlap * DAY)
        assert end <= NOW + overlap * DAY
        assert old.expires_at is None or end <= old.expires_at


@pytest.mark.parametrize(("own", "wanted", "good"), [("admin", "admin", True), ("operator", "admin", False)])
def test_nobody_gives_more_than_they_have(own, wanted, good):
    assert (not key_rules.grant_errors(Role(own), Role(wanted))) is good


class TestTheLastOne:
    @pytest.mark.parametrize(
        "other",
        [
            {"role": "operator"},
            {"tenant": "acme"},
            {"revoked_at": NOW},
            {"expires_at": NOW},
            {"expires_at": NOW + 2 * DAY},
        ],
    )
    def test_stays_where_nothing_replaces_it(self, other):
        assert key_rules.must_stay(key(), [key(), key("other", **other)], NOW)

    def test_may_go_where_another_lasts(self):
        assert not key_rules.must_stay(key(), [key(), key("other")], NOW)
        assert not key_rules.must_stay(key(), [key("other", expires_at=NOW + 8 * DAY)], NOW)
        assert not key_rules.must_stay(key(expires_at=NOW + DAY), [key("other", expires_at=NOW + 2 * DAY)], NOW)

    def test_a_rotated_key_in_its_last_days_replaces_none(self):
        old = key("old", expires_at=key_rules.overlap_end(key("old"), NOW, key_rules.LONGEST_OVERLAP))
        assert key_rules.must_stay(key(), [old], NOW + timedelta(seconds=1))
        assert not key_rules.must_stay(old, [key()], NOW)

    @pytest.mark.parametrize("more", [{"role": "operator"}, {"tenant": "acme"}, {"expires_at": NOW}])
    def test_what_opens_no_platform_may_always_go(self, more):
        assert not key_rules.must_stay(key(**more), [], NOW)


class TestUses:
    def test_of_a_key_one_use_in_a_while_is_written(self):
        uses = KeyUses(timedelta(minutes=5))
        for seconds in range(0, 600, 10):
            uses.note(Use(KeyKind.APPLICATION, "k", NOW + timedelta(seconds=seconds)))
            if seconds % 50 == 0:
                taken = uses.take()
                assert bool(taken) is (seconds % 300 == 0), seconds
        uses.note(Use(KeyKind.PERSON, "other", NOW))
        assert [use.key_id for use in uses.take()] == ["other"]

    def test_what_could_not_be_written_waits_again(self):
        uses = KeyUses(timedelta(minutes=5))
        first, later = (Use(KeyKind.APPLICATION, "k", NOW + timedelta(seconds=each)) for each in (0, 9))
        uses.note(first)
        taken = uses.take()
        assert taken == [first]
        uses.give_back(taken)
        assert uses.take() == [first]
        uses.give_back([first])
        uses.note(later)
        assert uses.take() == [later]

    @given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=200))
    def test_memory_is_bounded_and_no_key_is_written_too_often(self, steps):
        uses, written = KeyUses(timedelta(minutes=5), most=10), {}
        for second, (name, take) in enumerate(steps):
            uses.note(Use(KeyKind.APPLICATION, str(name), NOW + timedelta(seconds=second)))
            assert len(uses._waiting) <= 10
            assert len(uses._taken) <= 10
            for use in uses.take() if take else []:
                written.setdefault(use.key_id, []).append(use.at)
        for times in written.values() if len({name for name, _ in steps}) <= 10 else []:
            assert all(later - one >= timedelta(minutes=5) for one, later in pairwise(times))
