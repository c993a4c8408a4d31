"""How far a rotation has come, and when a key can go."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from psasync_scheduler.domain.rotation import (
    MAX_WALKS,
    Rotation,
    RotationState,
    Walked,
    after_page,
    envelopes_of,
    key_uses,
    missing_keys,
)

NOW = datetime(2030, 1, 1, tzinfo=UTC)
BEGUN = Rotation(target="new", state=RotationState.RUNNING, started_at=NOW, started_by="me", lease_until=NOW)


def after(rotation: Rotation, *pages: Walked) -> Rotation:
    for one in pages:
        assert rotation.running
        rotation = Rotation.model_validate(rotation.model_dump() | after_page(rotation, one, NOW))
    return rotation


def page(last: str | None, *, found: int = 0, left: int = 0, problem: str = "") -> Walked:
    return Walked(last, found=found, connections=found, left=left, problem=problem)


def test_it_ends_once_a_whole_walk_finds_nothing():
    first = after(BEGUN, page("a", found=2), page(None))
    assert (first.running, first.walk, first.position, first.connections) == (True, 2, None, 2)
    second = after(first, page("a"), page(None))
    assert (second.running, second.connections, second.ended_at) == (False, 2, NOW)


def test_what_cannot_be_opened_does_not_keep_it_from_ending():
    ended = after(BEGUN, page("a", left=1, problem="no key"), page(None))
    assert (ended.running, ended.left, ended.problem) == (False, 1, "no key")


def test_it_does_not_go_on_for_ever():
    rotation = BEGUN
    for _ in range(MAX_WALKS):
        rotation = after(rotation, page(None, found=1))
    assert (rotation.running, rotation.left) == (False, 1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=40))
def test_it_never_ends_in_a_walk_that_found_something(pages):
    rotation, found = BEGUN, 0
    for is_last, count in pages:
        if not rotation.running or rotation.walk == MAX_WALKS:
            return
        found += count
        rotation = after(rotation, page(None if is_last else "a", found=count))
        assert rotation.running or found == 0
        if is_last:
            found = 0


def test_a_key_can_go_once_nothing_needs_it():
    uses = key_uses(("new", "old", "older"), {"new": 3, "old": 1, "lost": 2})
    assert [(use.key, use.envelopes, use.droppable) for use in uses] == [
        ("new", 3, False),
        ("old", 1, False),
        ("older", 0, True),
        ("lost", 2, False),
    ]
    assert "2 stored secrets need the key 'lost'" in missing_keys(uses)
    assert missing_keys(key_uses(("new",), {"new": 1})) == ""


def test_every_envelope_of_a_connection_is_found():
    document = {
        "webhook_token": "t",
        "webhook_secret": "s",
        "secrets": {"a": {"envelope": "x"}, "b": {"envelope": "y"}},
    }
    assert [tuple(one) for one in envelopes_of(document)] == [
        ("webhook_token", "webhook_token", "t"),
        ("webhook_secret", "webhook_secret", "s"),
        ("secrets.a.envelope", "a", "x"),
        ("secrets.b.envelope", "b", "y"),
    ]
    assert list(envelopes_of({"webhook_token": "", "webhook_secret": None, "secrets": {}})) == []
