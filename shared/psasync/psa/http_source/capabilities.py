"""What a described source can do follows from its definition."""

from collections.abc import Mapping

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity, System
from psasync.psa.http_source.connection import definition_of
from psasync.psa.http_source.definition import Definition, EntityDefinition
from psasync.psa.http_source.definition.canonical_fields import canonical_fields
from psasync.psa.port import Capabilities, EntityCapability, PeriodFilter, UpdatedSince

UNDESCRIBED = Capabilities(System.HTTP_SOURCE, {}, webhooks=False)
"""Without a definition there is nothing to read."""


def configured(settings: Mapping[str, str]) -> Capabilities:
    """Raises a permanent `PsaError` of kind `configuration` where the definition is wrong."""
    return capabilities_of(definition_of(settings))


def capabilities_of(definition: Definition) -> Capabilities:
    entities = {entity: _capability(entity, definition.entities[entity]) for entity in definition.ordered}
    return Capabilities(System.HTTP_SOURCE, entities, webhooks=False)


def _capability(entity: Entity, described: EntityDefinition) -> EntityCapability:
    return EntityCapability(
        UpdatedSince.SERVER if described.updated_since else UpdatedSince.NONE,
        _period(described),
        by_id=described.by_id is not None,
        business_date=described.business_date.path.text if described.business_date else "",
        custom_fields=bool(described.custom_fields),
        absent_fields=_absent(entity, described),
    )


def _period(described: EntityDefinition) -> PeriodFilter:
    if described.business_date is None:
        return PeriodFilter.NONE
    return PeriodFilter.SERVER if described.business_date.filtered_by_source else PeriodFilter.HERE


def _absent(entity: Entity, described: EntityDefinition) -> frozenset[str]:
    """Canonical fields that the definition does not fill; a field in parts counts once any part is filled."""
    filled = {name.partition(".")[0] for name in described.fields}
    names = {name.partition(".")[0] for name in canonical_fields(entity)}
    return frozenset(name for name in MODELS[entity].model_fields if name in names - filled)
