"""What Prometheus sees of Kafka."""

from prometheus_client import Counter, Gauge

_CONSUMER = ("topic", "group")

RECORDS = Counter("psasync_kafka_records", "Records whose work is done", _CONSUMER)
BATCHES = Counter("psasync_kafka_batches", "Batches of one partition whose work is done", _CONSUMER)
FAULTS = Counter("psasync_kafka_faults", "Batches that failed for an infrastructure fault and come again", _CONSUMER)
REWINDS = Counter("psasync_kafka_rewinds", "ALARM: partitions read again because records were missing", _CONSUMER)
DEAD_LETTERS = Counter("psasync_kafka_dead_letters", "Records that our code cannot read", _CONSUMER)
LOST_COMMITS = Counter("psasync_kafka_lost_commits", "Offset commits that failed; the records come again", _CONSUMER)
LAG = Gauge("psasync_kafka_lag", "Records behind the end of the partition", (*_CONSUMER, "partition"))

PRODUCED = Counter("psasync_kafka_produced", "Records acknowledged by all in-sync replicas", ("topic",))
PRODUCE_FAULTS = Counter("psasync_kafka_produce_faults", "Calls that ended in ProduceError", ("topic",))
PRODUCERS_REPLACED = Counter("psasync_kafka_producers_replaced", "Producers thrown away after a fault", ("kind",))

TAIL_RECORDS = Counter("psasync_kafka_tail_records", "Records read by a consumer without a group", ("topic",))
TAIL_GAPS = Counter("psasync_kafka_tail_gaps", "Positions that fell out of the log", ("topic",))
