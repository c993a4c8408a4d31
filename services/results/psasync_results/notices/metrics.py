"""Counters of notices."""

from prometheus_client import Counter, Gauge

DELIVERIES = Counter(
    "psasync_results_notice_attempts_total",
    "Attempts to deliver a message, by what came of them.",
    ["channel", "outcome"],
)
ENDED = Counter("psasync_results_notice_messages_total", "Messages that are done with, by how.", ["channel", "state"])
WAITING = Gauge(
    "psasync_results_notice_messages_waiting", "Messages still to be delivered, counted to 1,000.", ["channel"]
)
