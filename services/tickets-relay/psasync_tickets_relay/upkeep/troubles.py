"""Why something waits, in words for a person, and for how long."""

from dataclasses import dataclass

from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.kafka import ProduceError
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, PsaError

log = get_logger(__name__)

_LONGEST_TEXT = 500
_OURS_SECONDS = 30.0  # what was missed while a part of ours was away is wanted soon after
_LASTING_SECONDS = 900.0  # what a person has to put right


@dataclass(frozen=True, slots=True)
class Trouble:
    """`text` is a sentence without a secret and without anything of a ticket."""

    text: str
    wait: float | None = None  # seconds, where it is known how long
    longest: float | None = None  # seconds between two tries at most, where that matters
    meant: bool = False  # somebody wants it so: it is shown, and no warning


PAUSED = Trouble("The connection, or its tenant, is paused or archived.", meant=True)
GONE = Trouble("The scheduler no longer has this connection.", meant=True)


def trouble_of(fault: Exception) -> Trouble:
    match fault:
        case BudgetExhausted():
            return Trouble(f"Waiting for {fault.reason}.", fault.wait_seconds)
        case PsaError():
            text = f"{fault.message} {fault.hint}".strip()[:_LONGEST_TEXT]
            return Trouble(text, fault.retry_after, _LASTING_SECONDS if fault.permanent else None)
        case CatalogUnavailable():
            return Trouble("Waiting for the scheduler, which does not answer.", longest=_OURS_SECONDS)
        case ProduceError():
            return Trouble("Waiting for Kafka, which does not take events.", longest=_OURS_SECONDS)
        case TimeoutError():
            return Trouble("The PSA did not answer in time.")
    # Its text could show a ticket: only its type is told.
    log.error("upkeep failed", fault=type(fault).__name__)
    return Trouble(f"Something is wrong here ({type(fault).__name__}); it is tried again.")
