"""What a sync may carry from its source to its destination."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from psasync.contracts.mapping import EntityMapping
from psasync.contracts.mapping_rules import mapping_mistakes
from psasync.contracts.vocabulary import Entity
from psasync_scheduler.domain.errors import FieldError


class Flow(Protocol):
    """The part of a sync that its two ends have to allow."""

    @property
    def entities(self) -> Sequence[Entity]: ...

    @property
    def custom_fields(self) -> Mapping[Entity, Sequence[str]]: ...

    @property
    def mapping(self) -> Mapping[Entity, EntityMapping]: ...


class Readable(Protocol):
    """What a source says of one entity, as far as flows care."""

    @property
    def custom_fields(self) -> bool: ...

    @property
    def absent_fields(self) -> AbstractSet[str]: ...


@dataclass(frozen=True, slots=True)
class Source:
    name: str  # as people know it
    entities: Mapping[Entity, Readable]


@dataclass(frozen=True, slots=True)
class Destination:
    name: str
    entities: AbstractSet[Entity]


def flow_mistakes(flow: Flow, source: Source | None, destination: Destination | None) -> list[FieldError]:
    """Every mistake. An end that is None is not known, and forbids nothing."""
    return [
        *_entity_mistakes(flow, source, destination),
        *_custom_field_mistakes(flow, source),
        *_mapping_mistakes(flow),
        *_absent_mistakes(flow, source),
    ]


def _entity_mistakes(flow: Flow, source: Source | None, destination: Destination | None) -> Iterator[FieldError]:
    for place, entity in enumerate(flow.entities):
        if source is not None and entity not in source.entities:
            yield FieldError(f"entities.{place}", f"{source.name} has no {entity}")
        if destination is not None and entity not in destination.entities:
            yield FieldError(f"entities.{place}", f"{destination.name} takes no {entity}")


def _custom_field_mistakes(flow: Flow, source: Source | None) -> Iterator[FieldError]:
    for entity, names in flow.custom_fields.items():
        if entity not in flow.entities:
            yield FieldError(f"custom_fields.{entity}", "is no entity of this sync")
        elif names and source is not None and entity in source.entities and not source.entities[entity].custom_fields:
            yield FieldError(f"custom_fields.{entity}", f"{source.name} has no custom fields for {entity}")


def _mapping_mistakes(flow: Flow) -> Iterator[FieldError]:
    for entity, mapping in flow.mapping.items():
        if entity not in flow.entities:
            yield FieldError(f"mapping.{entity}", "is no entity of this sync")
            continue
        for place, text in mapping_mistakes(entity, mapping, flow.custom_fields.get(entity, ())):
            yield FieldError(f"mapping.{entity}.{place}", text)


def _absent_mistakes(flow: Flow, source: Source | None) -> Iterator[FieldError]:
    """Renames of fields that the source never fills."""
    for entity, mapping in flow.mapping.items():
        can = source.entities.get(entity) if source is not None else None
        if source is None or can is None or entity not in flow.entities:
            continue
        for path in mapping.rename:
            if not can.absent_fields.isdisjoint({path, path.partition(".")[0]}):
                yield FieldError(f"mapping.{entity}.rename.{path}", f"{source.name} has no such field")
