"""A source as a whole."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source.definition.addresses import ParameterName, ParameterValue, RelativePath
from psasync.psa.http_source.definition.base import Part
from psasync.psa.http_source.definition.fields import FieldDefinition
from psasync.psa.http_source.definition.filters import BusinessDate, ById, UpdatedSinceFilter
from psasync.psa.http_source.definition.paging import NoPaging, Paging
from psasync.psa.http_source.definition.paths import AnyPath, InnerPath, Path

CustomFieldName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class EntityDefinition(Part):
    """One list of the source, and how its rows become records of one entity."""

    path: RelativePath
    query: Annotated[Mapping[ParameterName, ParameterValue], Field(max_length=20)] = Field(default_factory=dict)
    paging: Paging = NoPaging()
    records: AnyPath = Path("", ())  # where the list stands in the answer
    id: InnerPath
    label: InnerPath | None = None  # None: the name
    fields: Mapping[str, FieldDefinition]
    custom_fields: Annotated[Mapping[CustomFieldName, InnerPath], Field(max_length=100)] = Field(default_factory=dict)
    updated_since: UpdatedSinceFilter | None = None
    business_date: BusinessDate | None = None
    by_id: ById | None = None


class Definition(Part):
    entities: Annotated[Mapping[Entity, EntityDefinition], Field(min_length=1)]
    reading_order: tuple[Entity, ...] | None = None

    @property
    def ordered(self) -> tuple[Entity, ...]:
        """What is referred to comes first, unless the definition says otherwise."""
        return self.reading_order or tuple(entity for entity in Entity if entity in self.entities)
