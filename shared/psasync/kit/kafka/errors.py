"""What the Kafka kit raises, by what the caller must do.

KafkaKitError
├── ProduceError            publish again, from the first event of the page
│   └── RecordTooLarge      publishing the same record again cannot succeed
└── Rewind                  raised by handlers: read the partition again from its committed offset
"""


class KafkaKitError(Exception):
    """The root of this package's errors."""


class ProduceError(KafkaKitError):
    """Not everything was acknowledged: what was sent may be in the topic, in part or twice."""


class RecordTooLarge(ProduceError):  # noqa: N818  (says which one)
    """A record exceeds its topic's limit. It was refused before anything was sent."""


class Rewind(KafkaKitError):  # noqa: N818  (an instruction to the loop more than an error)
    """A handler misses records: the partition is read again from its committed offset, with an alarm."""


class BrokerAway(KafkaKitError):  # noqa: N818  (a state)
    """The broker did not answer in time, or not as it should."""
