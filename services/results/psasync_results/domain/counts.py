"""Counting records by entity and outcome, and comparing what was announced with what arrived."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from psasync.contracts.vocabulary import FETCHED_OUTCOMES, QUIET_OUTCOMES, Outcome

E = TypeVar("E", bound=str)
K = TypeVar("K", bound=str)

EntityCounts = dict[str, dict[str, int]]
"""Entity -> outcome -> records; never a zero."""


def in_total(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """All entities together, by outcome in the order of the vocabulary."""
    total = {
        outcome.value: sum(of_entity.get(outcome.value, 0) for of_entity in counts.values()) for outcome in Outcome
    }
    return {outcome: number for outcome, number in total.items() if number}


def fetched(counts: Mapping[str, int]) -> int:
    """Records that were read at the source: a deletion is found by absence."""
    return sum(number for outcome, number in counts.items() if outcome in FETCHED_OUTCOMES)


def all_quiet(counts: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether no record has an outcome that people should look at."""
    return all(outcome in QUIET_OUTCOMES for of_entity in counts.values() for outcome in of_entity)


def plain(counts: Mapping[E, Mapping[K, int]]) -> EntityCounts:
    """Counts of an event in the form of the document: plain text as keys, no zeros, no empty entities."""
    result = {
        str(entity): {str(outcome): number for outcome, number in of_entity.items() if number}
        for entity, of_entity in counts.items()
    }
    return {entity: of_entity for entity, of_entity in result.items() if of_entity}


def differences(announced: EntityCounts, announced_fetched: Mapping[E, int], received: EntityCounts) -> list[str]:
    """In words, where the executor's totals and what arrived do not fit; empty when all adds up."""
    return [
        *_against_received(announced, received),
        *_against_fetched(announced, {str(entity): number for entity, number in announced_fetched.items()}),
    ]


def _against_received(announced: EntityCounts, received: EntityCounts) -> Iterator[str]:
    for entity in sorted(announced.keys() | received.keys()):
        said, got = announced.get(entity, {}), received.get(entity, {})
        for outcome in sorted(said.keys() | got.keys()):
            if said.get(outcome, 0) != got.get(outcome, 0):
                yield f"{entity} {outcome}: announced {said.get(outcome, 0)}, received {got.get(outcome, 0)}"


def _against_fetched(announced: EntityCounts, announced_fetched: Mapping[str, int]) -> Iterator[str]:
    for entity in sorted(announced.keys() | announced_fetched.keys()):
        read, reported = announced_fetched.get(entity, 0), fetched(announced.get(entity, {}))
        if read != reported:
            yield f"{entity}: fetched {read}, reported {reported}"
