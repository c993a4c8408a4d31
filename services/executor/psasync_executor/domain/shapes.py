"""Canonical models as typed dicts: the same rules, read once and written as what is stored, with no model in between.

Half of the time of a first import's checks went into making a model of each record and a dict of it again.
"""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, NotRequired, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

_FREE = Mapping[str, Any] | None
_FREE_VALUES: TypeAdapter[_FREE] = TypeAdapter(_FREE)


def shape_of(model: type[BaseModel]) -> Any:
    """A type whose validation gives, of any input that the model takes, `model_dump(mode="json", exclude_unset=True)`.

    For models of texts, numbers, flags, mappings of anything, and other such models; their defaults mean "left out".
    """
    hints = get_type_hints(model, include_extras=True)
    fields = {
        name: _shape(hints[name]) if field.is_required() else NotRequired[_shape(hints[name])]
        for name, field in model.model_fields.items()
    }
    made = cast("Any", TypedDict)(model.__name__, fields)
    return with_config(ConfigDict(extra=model.model_config.get("extra", "ignore")))(made)


def _shape(hint: Any) -> Any:
    if hint == _FREE:
        return Annotated[hint, AfterValidator(_json)]
    if get_origin(hint) in {Union, UnionType}:
        return Union[tuple(_shape(each) for each in get_args(hint))]  # noqa: UP007 - the members are not known here
    return shape_of(hint) if isinstance(hint, type) and issubclass(hint, BaseModel) else hint


def _json(values: Mapping[str, Any] | None) -> Any:
    """What is free to hold anything is the one place where something may not be JSON."""
    return _FREE_VALUES.dump_python(values, mode="json") if values else values
