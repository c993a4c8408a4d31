"""When issues are over because the catalog no longer has what they are about."""

from datetime import timedelta

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged

AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=26))
"""When a change is looked at again: a run that had begun before it may still tell of records that it took away."""


def concerns_issues(event: CatalogChanged) -> bool:
    """A sync was archived, or may carry fewer entities. What hangs on a tenant has events of its own."""
    return event.change is CatalogChange.SYNC_CHANGED


def after_step(step: int) -> timedelta | None:
    """How long after its `step`-th look a change is looked at again; None: never."""
    return AGAIN[step] if step < len(AGAIN) else None
