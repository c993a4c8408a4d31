"""Why something waits, in words for a person, and for how long."""

from dataclasses import dataclass

from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.kafka import ProduceError
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, PsaError

log = get_logger(__name__)

_LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Trouble:
    """`text` is a sentence without a secret and without anything of a ticket."""

    text: str
    wait: float | None = None  # seconds, where it is known how long
    meant: bool = False  # somebody wants it so: it is shown, and no warning


PAUSED = Trouble("The connection, or its tenant, is paused or archived.", meant=True)
GONE = Trouble("The scheduler no longer has this connection.", meant=True)


def trouble_of(fault: Exception) -> Trouble:
    match fault:
        case BudgetExhausted():
            return Trouble(f"Waiting for {fault.reason}.", fault.wait_seconds)
        case PsaError():
            return Trouble(f"{fault.message} {fault.hint}".strip()[:_LONGEST_TEXT], fault.retry_after)
        case CatalogUnavailable():
            return Trouble("Waiting for the scheduler, which does not answer.")
        case ProduceError():
            return Trouble("Waiting for Kafka, which does not take events.")
        case TimeoutError():
            return Trouble("The PSA did not answer in time.")
    # Its text could show a ticket: only its type is told.
    log.error("upkeep failed", fault=type(fault).__name__)
    return Trouble(f"Something is wrong here ({type(fault).__name__}); it is tried again.")
