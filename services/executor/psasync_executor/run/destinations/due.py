"""Which decisions a destination has to act on."""

from psasync.contracts.vocabulary import Outcome
from psasync_executor.domain.outcome import Decision


def is_due(decision: Decision) -> bool:
    """To be written, or to be marked as deleted."""
    return decision.data is not None or decision.outcome is Outcome.DELETED
