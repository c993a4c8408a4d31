"""How a sync changes records between source and destination: renames, value maps, fixed values. No expressions."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from psasync.contracts.base import Contract

CUSTOM = "custom_fields."

FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[^\x00-\x1f]{1,200})?$", max_length=250)]
"""A canonical field (`name`), a part of one (`address.city`) or a custom field (`custom_fields.Tier`)."""

FixedValue = str | int | float | bool | None
ValueMap = Annotated[Mapping[Annotated[str, Field(max_length=500)], FixedValue], Field(max_length=500)]


class EntityMapping(Contract):
    """Applied in this order: renames, value maps, fixed values."""

    rename: Annotated[Mapping[FieldPath, FieldPath], Field(max_length=100)] = Field(
        default_factory=dict, description="From -> to. The field that was moved is gone; what stood at the target too."
    )
    values: Annotated[Mapping[FieldPath, ValueMap], Field(max_length=100)] = Field(
        default_factory=dict, description="Field -> value in the source -> value in the destination; others stay."
    )
    fixed: Annotated[Mapping[FieldPath, FixedValue], Field(max_length=100)] = Field(
        default_factory=dict, description="Field -> the value that every record gets."
    )
