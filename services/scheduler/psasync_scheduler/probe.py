"""The points at which chaos tests kill a scheduler, by `PSASYNC_SCHEDULER_PROBE` (see `psasync.kit.probe`)."""

from enum import StrEnum


class Point(StrEnum):
    AFTER_CLAIM = "after_claim"  # nobody else may decide, and nothing is decided
    AFTER_DECISION = "after_decision"  # what is to be emitted is decided, and nothing of it stored
    AFTER_OCCURRENCES = "after_occurrences"  # the names are taken, no request stands in the outbox
    AFTER_HAND_OVER = "after_hand_over"  # the requests stand there, the plans have not moved on
    AFTER_EMISSION = "after_emission"  # the plans have moved on
    AFTER_PRODUCE = "after_produce"  # an event is acknowledged and not marked as sent
    AFTER_MISSED_FOUND = "after_missed_found"  # missed occurrences are recorded and not announced
    AFTER_ANNOUNCEMENT = "after_announcement"  # one is announced and not marked as such
    AFTER_KEY = "after_key"  # an Idempotency-Key holds a request that does not stand in the outbox
