"""Counters of the relay. No label holds anything that came with a ticket."""

from prometheus_client import Counter, Gauge

WEBHOOKS = Counter("psasync_relay_webhooks_total", "Webhooks answered.", ("outcome",))
REFUSED = Counter("psasync_relay_webhooks_refused_total", "Webhooks not believed or not taken.", ("reason",))
EVENTS = Counter("psasync_relay_ticket_events_total", "Ticket events read from the topic.")
UNREADABLE = Counter("psasync_relay_ticket_events_unreadable_total", "Records of the topic not passed on.", ("reason",))
WINDOW_BYTES = Gauge("psasync_relay_window_bytes", "Encoded events held for those who resume.")
REGISTRATIONS_RENEWED = Counter(
    "psasync_relay_registrations_renewed_total", "Webhooks that were dead at the PSA and live again.", ("system",)
)
REPAIRED = Counter("psasync_relay_changes_repaired_total", "Changes of tickets whose webhook did not come.")
WHOLE_TICKETS = Counter(
    "psasync_relay_whole_tickets_total", "Tickets fetched because only a part of them came.", ("outcome",)
)
UPKEEP_WAITS = Counter("psasync_relay_upkeep_waits_total", "Checks and polls that came to nothing.", ("what",))
