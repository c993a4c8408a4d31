from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_executor.domain.hashing import SEEN_BYTES, Unhashable, content_hash, seen_hash
from psasync_executor.domain.seen import Seen, pack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
).filter(lambda value: "\\ud" not in repr(value))
RECORDS = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), VALUES, max_size=6)


def shuffled(value, chance: random.Random):
    if isinstance(value, dict):
        items = list(value.items())
        chance.shuffle(items)
        return {key: shuffled(item, chance) for key, item in items}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(record, chance):
    assert content_hash(record) == content_hash(shuffled(record, chance))


@given(RECORDS)
def test_any_other_content_has_another_hash(record):
    assert content_hash(record) != content_hash({**record, "one more": 1})
    assert content_hash({"list": [1, 2]}) != content_hash({"list": [2, 1]})


@pytest.mark.parametrize("value", ["\ud800", 2**64, {1, 2}])
def test_what_is_no_json_has_no_hash(value):
    with pytest.raises(Unhashable):
        content_hash({"x": value})


@given(st.lists(st.text(max_size=8), max_size=30))
def test_seen_reports_each_id_once_and_survives_packing(ids):
    seen, restored = Seen(), Seen()
    assert [name for name in ids if seen.add(name)] == list(dict.fromkeys(ids))
    packed = pack(dict.fromkeys(ids))
    assert len(packed) == SEEN_BYTES * len(set(ids))
    restored.restore(packed)
    assert all(not restored.add(name) for name in ids)
    assert len(restored) == len(set(ids))


def test_half_characters_have_a_hash_too():
    assert len(seen_hash("\ud800")) == SEEN_BYTES
