"""How a list comes in pages."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from psasync.psa.http_source.definition.addresses import ParameterName
from psasync.psa.http_source.definition.base import Part
from psasync.psa.http_source.definition.paths import InnerPath

MAX_SIZE = 1000
_SIZE = 100


class NoPaging(Part):
    """One answer holds the whole list."""

    style: Literal["none"] = "none"

    @property
    def size(self) -> int:
        return MAX_SIZE

    @property
    def parameters(self) -> tuple[str, ...]:
        return ()


class _Sized(Part):
    size_parameter: ParameterName | None = None
    size: int = Field(default=_SIZE, ge=2, le=MAX_SIZE)  # rows of a page; no more than the source gives at once

    @property
    def own_parameters(self) -> tuple[str | None, ...]:
        return ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for name in (self.size_parameter, *self.own_parameters) if name)


class PageNumbers(_Sized):
    style: Literal["page_number"]
    parameter: ParameterName = "page"
    first_page: int = Field(default=1, ge=0, le=1)
    total: InnerPath | None = None  # where the answer says how many rows the whole list has
    last_page: InnerPath | None = None  # where it says the number of the last page

    @model_validator(mode="after")
    def _an_end(self) -> Self:
        if not (self.size_parameter or self.last_page or "size" in self.model_fields_set):
            raise ValueError("needs `size_parameter`, `last_page`, or `size` to tell which page is the last")
        return self

    @property
    def own_parameters(self) -> tuple[str | None, ...]:
        return (self.parameter,)


class Offsets(_Sized):
    style: Literal["offset"]
    parameter: ParameterName = "offset"
    size_parameter: ParameterName = "limit"
    total: InnerPath | None = None

    @property
    def own_parameters(self) -> tuple[str | None, ...]:
        return (self.parameter,)


class Cursors(_Sized):
    style: Literal["cursor"]
    parameter: ParameterName = "cursor"
    cursor: InnerPath  # where the answer holds what to ask for next; nothing there is the end
    more: InnerPath | None = None  # where it says whether there is more; false is the end

    @property
    def own_parameters(self) -> tuple[str | None, ...]:
        return (self.parameter,)


class NextLinks(_Sized):
    style: Literal["next_link"]
    link: InnerPath | None = None  # where the answer holds the next page's address; None: in its `Link` header


Paging = Annotated[NoPaging | PageNumbers | Offsets | Cursors | NextLinks, Field(discriminator="style")]
