"""Reading less than everything: what has changed, what belongs to a period, one record."""

from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from psasync.psa.http_source.definition.addresses import ParameterName, PathWithId
from psasync.psa.http_source.definition.base import Part
from psasync.psa.http_source.definition.paths import AnyPath, InnerPath, Path


class TimeFormat(StrEnum):
    """How a source takes an instant as a parameter."""

    ISO = "iso"  # 2026-03-01T08:30:00Z
    ISO_DATE = "iso_date"  # 2026-03-01
    EPOCH = "epoch"  # seconds since 1970


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone, like Europe/Berlin or UTC") from None
    return name


ZoneName = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_known_zone)]


class UpdatedSinceFilter(Part):
    """A parameter with which the source gives what was changed at or after an instant."""

    parameter: ParameterName
    format: TimeFormat = TimeFormat.ISO


class BusinessDate(Part):
    """The date of a record that periods go by. Without parameters everything is read and filtered here."""

    path: InnerPath
    zone: ZoneName = "UTC"  # of dates and times that name no zone
    from_parameter: ParameterName | None = None
    to_parameter: ParameterName | None = None
    format: TimeFormat = TimeFormat.ISO

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.from_parameter is None) != (self.to_parameter is None):
            raise ValueError("needs both `from_parameter` and `to_parameter`, or neither")
        return self

    @property
    def filtered_by_source(self) -> bool:
        return self.from_parameter is not None


class ById(Part):
    """Where one record is read again."""

    path: PathWithId
    record: AnyPath = Path("", ())  # where it stands in the answer
