"""Small pieces of rows. Empty text means that there is no value."""

from collections.abc import Mapping, Sequence
from typing import Any

_NOTHING: Mapping[str, Any] = {}


def reference_id(value: Mapping[str, Any] | None) -> str | None:
    number = (value or _NOTHING).get("id")
    return None if number is None else str(number)


def reference_name(value: Mapping[str, Any] | None) -> str | None:
    return (value or _NOTHING).get("name") or None


def address(row: Mapping[str, Any], region: str | None) -> dict[str, Any] | None:
    found = {
        "line1": row.get("addressLine1") or None,
        "line2": row.get("addressLine2") or None,
        "city": row.get("city") or None,
        "region": region or None,
        "postal_code": row.get("zip") or None,
        "country": reference_name(row.get("country")),
    }
    return found if any(found.values()) else None


def custom_fields(row: Mapping[str, Any], chosen: Sequence[str]) -> dict[str, Any]:
    """The chosen ones by caption; one that the record does not have is None."""
    values = {item.get("caption"): item.get("value") for item in row.get("customFields") or ()}
    return {caption: values.get(caption) for caption in chosen}
