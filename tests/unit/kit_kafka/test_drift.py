from psasync.contracts.topics import DAY_MS, TopicSpec
from psasync.kit.kafka.drift import drifts, wanted_topics

SPEC = TopicSpec("things", "id", partitions=4, retention_ms=DAY_MS)


def test_every_topic_has_its_dead_letter_topic_unless_it_says_no():
    silent = TopicSpec("silent", "id", partitions=1, retention_ms=DAY_MS, dead_letters=False)
    assert [wanted.name for wanted in wanted_topics([SPEC, silent], "p")] == ["p.things", "p.things.dlq", "p.silent"]


def test_a_topic_as_specified_has_no_drift():
    assert drifts(wanted_topics([SPEC], "p")[0], 4, {**SPEC.config(), "segment.index.bytes": "1"}) == []


def test_settings_and_missing_settings_are_told_apart():
    config = {**SPEC.config(), "retention.ms": "1"}
    del config["cleanup.policy"]
    told = {(drift.setting, drift.found) for drift in drifts(wanted_topics([SPEC], "p")[0], 4, config)}
    assert told == {("retention.ms", "1"), ("cleanup.policy", "not set")}


def test_too_many_partitions_cannot_be_repaired_and_say_so():
    (fewer,) = drifts(wanted_topics([SPEC], "p")[0], 2, SPEC.config())
    (more,) = drifts(wanted_topics([SPEC], "p")[0], 8, SPEC.config())
    assert fewer.repairable
    assert not more.repairable
    assert "cannot be repaired" in str(more)
