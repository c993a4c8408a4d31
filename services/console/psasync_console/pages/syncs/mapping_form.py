"""The mapping of one entity as rows of a form, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psasync.contracts.canonical_types import canonical_types
from psasync.contracts.vocabulary import Entity
from psasync_client.models.scheduler import EntityMapping
from psasync_console.web.forms import Form

CUSTOM = "custom_fields."


@dataclass(frozen=True, slots=True)
class Row:
    """`left` and `right` are the two ends of it: of a rename fields, of a value what it was and becomes."""

    field: str = ""
    left: str = ""
    right: str = ""
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class MappingForm:
    """Each part ends with an empty row. `others`: mistakes that belong to no row."""

    rename: Sequence[Row]
    values: Sequence[Row]
    fixed: Sequence[Row]
    others: Sequence[str] = ()

    @property
    def count(self) -> int:
        return len(self.rename) + len(self.values) + len(self.fixed) - 3


def mapping_form(mapping: EntityMapping | None, mistakes: Mapping[str, str] | None = None) -> MappingForm:
    """`mistakes`: by their place in the mapping, such as `rename.title`."""
    told, left = dict(mistakes or {}), mapping or EntityMapping()
    rename = [
        Row(left=source, right=str(target), mistake=told.pop(f"rename.{source}", ""))
        for source, target in (left.rename or {}).items()
    ]
    values = list(_value_rows(left.values or {}, told))
    fixed = [
        Row(field=field, right=shown(value), mistake=told.pop(f"fixed.{field}", ""))
        for field, value in (left.fixed or {}).items()
    ]
    empty = [Row()]
    return MappingForm(rename + empty, values + empty, fixed + empty, list(told.values()))


def mapping_of(form: Form, entity: Entity) -> dict[str, Any]:
    """As it is sent. Rows without a field are left out; an empty value stands for none."""
    rename = {left: right for left, right in _pairs(form, "rename.left", "rename.right") if left}
    values: dict[str, dict[str, Any]] = {}
    befores, afters = form.all("values.left"), form.all("values.right")
    for field, before, after in zip(form.all("values.field"), befores, afters, strict=False):
        if field:
            values.setdefault(field, {})[before] = typed(entity, field, after)
    fixed = {field: typed(entity, field, value) for field, value in _pairs(form, "fixed.field", "fixed.right") if field}
    found = {"rename": rename, "values": values, "fixed": fixed}
    return {part: content for part, content in found.items() if content}


def typed(entity: Entity, field: str, text: str) -> Any:
    """What the field takes; as text where it does not fit, so that the service says why."""
    if not text:
        return None
    kind = canonical_types(entity).get(field, str)
    if kind is bool:
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.casefold(), text)
    if kind in {int, float}:
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _value_rows(values: Mapping[str, Mapping[str, Any]], told: dict[str, str]) -> Iterator[Row]:
    for field, each in values.items():
        of_field = told.pop(f"values.{field}", "")
        for before, after in each.items():
            mistake = told.pop(f"values.{field}.{before}", "") or of_field
            yield Row(field=field, left=before, right=shown(after), mistake=mistake)
            of_field = ""


def _pairs(form: Form, left: str, right: str) -> Iterable[tuple[str, str]]:
    return zip(form.all(left), form.all(right), strict=False)
