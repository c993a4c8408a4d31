import pytest

from tests.support.kafka_kit import KafkaTestSettings


@pytest.fixture
def settings(kafka_bootstrap: str, topic_prefix: str) -> KafkaTestSettings:
    return KafkaTestSettings(kafka_bootstrap, topic_prefix)
