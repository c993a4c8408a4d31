"""Where a canonical field comes from."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from psasync.psa.http_source.definition.base import Part
from psasync.psa.http_source.definition.canonical_fields import Kind
from psasync.psa.http_source.definition.paths import InnerPath


class Conversion(StrEnum):
    """From a value of the source to one of ours; each is a function in `mapping/conversions.py`."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    WHOLE = "whole"
    BOOLEAN = "boolean"
    DATE = "date"


ALLOWED: Mapping[Kind, tuple[Conversion, ...]] = {
    Kind.TEXT: (Conversion.TEXT, Conversion.DATE),
    Kind.REFERENCE: (Conversion.ID,),
    Kind.NUMBER: (Conversion.NUMBER,),
    Kind.WHOLE: (Conversion.WHOLE,),
    Kind.BOOLEAN: (Conversion.BOOLEAN,),
}
"""What fills each kind of field; the first is taken where none is chosen."""

Constant = str | bool | int | float
Word = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Words = Annotated[Sequence[Word], Field(min_length=1, max_length=20)]


class FieldDefinition(Part):
    """`"name"` alone is short for `{"path": "name"}`."""

    path: InnerPath | None = None
    constant: Constant | None = None
    conversion: Conversion | None = Field(default=None, alias="as")
    true: Words | None = None  # words of the source that mean true and false
    false: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"path": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.path is None) == (self.constant is None):
            raise ValueError("needs either `path` or `constant`")
        if self.constant is not None and self.model_fields_set != {"constant"}:
            raise ValueError("`constant` stands alone")
        return self

    def conversion_for(self, kind: Kind) -> Conversion:
        return self.conversion or ALLOWED[kind][0]
