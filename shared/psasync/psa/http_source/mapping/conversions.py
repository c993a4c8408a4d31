"""The conversions that a definition can name. A value that does not fit raises `ConversionError` with the words for it.

Null and empty text mean in every conversion that there is no value.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from psasync.psa.http_source.definition.fields import Conversion, FieldDefinition

TRUE_WORDS = frozenset({"true", "yes", "y", "on", "1", "active", "enabled"})
FALSE_WORDS = frozenset({"false", "no", "n", "off", "0", "inactive", "disabled"})

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")


class ConversionError(ValueError):
    """The text completes "the field ...", and does not show the value."""


Convert = Callable[[Any], Any]


def text(value: Any) -> str | None:
    """Numbers and booleans as JSON writes them; spaces around it are taken off."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise ConversionError("is no text")


def identifier(value: Any) -> str | None:
    """A number without decimals or a text: 12, 12.0 and "12" are the same id."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool | float):
        raise ConversionError("is no id")
    return text(value)


def number(value: Any) -> int | float | None:
    """A number, or one written as text with a point before its decimals."""
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
        if not _NUMBER.fullmatch(value):
            raise ConversionError("is no number")
        return float(value) if "." in value else int(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ConversionError("is no number")
    return value


def whole(value: Any) -> int | None:
    """A number without decimals."""
    found = number(value)
    if isinstance(found, float):
        if not found.is_integer():
            raise ConversionError("is no whole number")
        return int(found)
    return found


def boolean(value: Any, true: frozenset[str] = TRUE_WORDS, false: frozenset[str] = FALSE_WORDS) -> bool | None:
    """By its words, without regard to case. An empty set of words is everything that the other one is not."""
    word = (text(value) or "").casefold()
    if not word:
        return None
    if word in true or (not true and word not in false):
        return True
    if word in false or not false:
        return False
    raise ConversionError("is neither true nor false")


def calendar_day(value: Any) -> str | None:
    """The day of an ISO date or time as it is written, or of seconds since 1970 in UTC; as YYYY-MM-DD."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ConversionError("is no date")
    try:
        if isinstance(value, str):
            return date.fromisoformat(value.strip()[:10]).isoformat()
        return datetime.fromtimestamp(value, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise ConversionError("is no date") from None


_CONVERSIONS: Mapping[Conversion, Convert] = {
    Conversion.TEXT: text,
    Conversion.ID: identifier,
    Conversion.NUMBER: number,
    Conversion.WHOLE: whole,
    Conversion.BOOLEAN: boolean,
    Conversion.DATE: calendar_day,
}


def conversion_of(field: FieldDefinition, conversion: Conversion) -> Convert:
    if conversion is Conversion.BOOLEAN and (field.true or field.false):
        true = frozenset(word.casefold() for word in field.true or ())
        false = frozenset(word.casefold() for word in field.false or ())
        return lambda value: boolean(value, true, false)
    return _CONVERSIONS[conversion]
