"""Assets, some of whose values are fields that each instance sets up for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.psa.halopsa.mapping.custom_fields import Field, fields_of, value_of
from psasync.psa.halopsa.mapping.values import day, reference, text
from psasync.psa.toolkit.rows import Row

Labels = Mapping[str, Sequence[str]]


def asset(row: Row, labels: Labels) -> dict[str, Any]:
    """`labels`: canonical field -> labels or numbers of the asset fields that hold it."""
    return {
        "name": label(row),
        "company_id": reference(row.get("client_id")),
        "type": text(row.get("assettype_name")),
        "warranty_expiry": day(row.get("warranty_end")),
        "notes": text(row.get("notes")),
        **({"status": text(row["status_name"])} if "status_name" in row else {}),
        **_from_fields(row, labels),
    }


def label(row: Row) -> str:
    """The field that the asset's type names as its key, else the tag that every asset has."""
    return text(row.get("key_field")) or text(row.get("inventory_number")) or ""


def _from_fields(row: Row, labels: Labels) -> dict[str, Any]:
    """A value whose field the asset does not have is left out; one that nobody has filled in is None."""
    fields = fields_of(row.get("fields"))
    found = {name: field for name, wanted in labels.items() if (field := _first(fields, wanted)) is not None}
    values = {name: _written(field) for name, field in found.items()}
    if "purchase_date" in values:
        values["purchase_date"] = day(values["purchase_date"])
    elif "supplier_purchasedate" in row:
        values["purchase_date"] = day(row["supplier_purchasedate"])
    return values


def _first(fields: Sequence[Field], wanted: Sequence[str]) -> Field | None:
    for one in wanted:
        for field in fields:
            if field.is_called(one):
                return field
    return None


def _written(field: Field) -> str | None:
    value = value_of(field)
    return None if value is None else str(value)
