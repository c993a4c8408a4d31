"""What is kept for many readers, bounded in number and time."""

from psasync.psa.toolkit.kept import Kept


def test_a_value_lives_for_its_time():
    now = 0.0
    kept = Kept(seconds=10, monotonic=lambda: now)
    assert kept.get("a") is None
    kept.put("a", 1)
    now = 9.9
    assert kept.get("a") == 1
    now = 10.0
    assert kept.get("a") is None
    kept.put("a", 2)
    assert kept.get("a") == 2


def test_of_too_many_the_latest_stay():
    kept = Kept(seconds=10, most=2, monotonic=lambda: 0.0)
    for name in "abac":
        kept.put(name, name)
    assert [kept.get(name) for name in "abc"] == ["a", None, "c"]
