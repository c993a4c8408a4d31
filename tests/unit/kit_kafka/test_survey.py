"""How long a ticket can stand in a broker's files."""

import pytest

from psasync.kit.kafka.survey import longest_in_files

TOPIC = {"retention.ms": "60000", "segment.ms": "30000", "file.delete.delay.ms": "1000"}


def test_it_is_the_sum_with_the_slowest_broker():
    brokers = [{"log.retention.check.interval.ms": "5000"}, {"log.retention.check.interval.ms": "300000"}]
    assert longest_in_files(TOPIC, brokers) == 391


@pytest.mark.parametrize("brokers", [[], [{}], [{"log.retention.check.interval.ms": "soon"}]])
def test_what_a_broker_does_not_tell_is_not_guessed(brokers):
    assert longest_in_files(TOPIC, brokers) is None
