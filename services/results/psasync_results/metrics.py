"""Counters of the fold and what follows from it."""

from prometheus_client import Counter, Gauge

FOLDED = Counter("psasync_results_events_folded_total", "Events that were counted, each once.")
LOST_WRITES = Counter("psasync_results_lost_writes_total", "Compare-and-sets that another writer won.")
GAPS = Counter("psasync_results_gaps_total", "Executions found with missing events; each reading counts.")
UNREADABLE = Counter("psasync_results_unreadable_events_total", "Record events that could not be read.")
ANNOUNCED = Counter("psasync_results_status_events_total", "Status events published.")
SWEPT = Counter("psasync_results_ended_by_results_total", "Executions that results ended, as nobody else would.")
WATCHERS = Gauge("psasync_results_watchers", "Open streams.")
DELETED = Counter("psasync_results_deleted_total", "Documents deleted because they were old, by kind.", ["kind"])
