"""Counting outcomes."""

from collections import Counter
from collections.abc import Iterable, Mapping

from psasync.contracts.vocabulary import FETCHED_OUTCOMES, Entity, Outcome

Totals = Mapping[Entity, Mapping[Outcome, int]]


def added(totals: Totals, entity: Entity, outcomes: Iterable[Outcome]) -> dict[Entity, dict[Outcome, int]]:
    """The totals with some outcomes of one entity added. An entity that was read appears even if it was empty."""
    counts = Counter(totals.get(entity, {}))
    counts.update(outcomes)
    return {**{name: dict(known) for name, known in totals.items()}, entity: dict(counts)}


def fetched(totals: Totals) -> dict[Entity, int]:
    """How many records were fetched and treated: every outcome but deletions, which are found by absence."""
    return {
        entity: sum(count for outcome, count in counts.items() if outcome in FETCHED_OUTCOMES)
        for entity, counts in totals.items()
    }
