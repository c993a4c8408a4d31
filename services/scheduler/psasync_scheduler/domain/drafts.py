"""Bodies that may have mistakes: what of them can be read is looked at all the same, so that one answer names all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from psasync.contracts.mapping import EntityMapping
from psasync.contracts.vocabulary import Entity
from psasync_scheduler.domain.bodies import CustomFields, EntityMappings
from psasync_scheduler.domain.errors import FieldError

B = TypeVar("B", bound=BaseModel)

_KEY = "[key]"  # how pydantic says that a mapping's key is wrong, and not its value
_CUSTOM_FIELDS: TypeAdapter[Mapping[Entity, tuple[str, ...]]] = TypeAdapter(CustomFields)
_MAPPINGS: TypeAdapter[Mapping[Entity, EntityMapping]] = TypeAdapter(EntityMappings)


class Draft(Generic[B]):
    """A body of the model `B`, or else what was sent and the mistakes of its shape. In OpenAPI it is a `B`.

    No dataclass: pydantic would read the fields of one.
    """

    __slots__ = ("body", "mistakes", "sent")

    def __init__(
        self, body: B | None, sent: Mapping[str, Any] | None = None, mistakes: Sequence[FieldError] = ()
    ) -> None:
        self.body = body
        self.sent = sent or {}
        self.mistakes = mistakes

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (model,) = get_args(source)
        return core_schema.no_info_wrap_validator_function(_read, handler(model))


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """What could be read of a flow (`domain.flows.Flow`). Entities stand at the places where they were sent."""

    entities: Sequence[Entity]
    custom_fields: Mapping[Entity, Sequence[str]]
    mapping: Mapping[Entity, EntityMapping]


def flow_of(sent: Mapping[str, Any], before: FlowDraft | None = None) -> FlowDraft:
    """What was sent, as far as it can be read, over what is there already."""
    fields = _members(_CUSTOM_FIELDS, sent["custom_fields"]) if "custom_fields" in sent else None
    mapping = _members(_MAPPINGS, sent["mapping"]) if "mapping" in sent else None
    kept = before or FlowDraft((), {}, {})
    custom_fields = kept.custom_fields if fields is None else fields
    mappings = kept.mapping if mapping is None else mapping
    entities = sent.get("entities", kept.entities)
    if not isinstance(entities, Sequence) or isinstance(entities, str) or not entities:
        # Nobody knows which were meant, so none of the others is foreign to the sync.
        entities = [*custom_fields.keys() | mappings.keys()]
    return FlowDraft(tuple(map(_entity, entities)), custom_fields, mappings)


def merged(mistakes: Sequence[FieldError], further: Iterable[FieldError]) -> list[FieldError]:
    """Both, without what is further said of places that are mistaken already."""
    return [*mistakes, *(error for error in further if not any(_same_place(error, known) for known in mistakes))]


def _same_place(one: FieldError, other: FieldError) -> bool:
    short, long = sorted((one.field, other.field), key=len)
    return long == short or long.startswith(f"{short}.")


def _read(sent: Any, read: Callable[[Any], Any]) -> Draft[Any]:
    try:
        return Draft(read(sent))
    except ValidationError as error:
        if not isinstance(sent, Mapping):
            raise
        return Draft(None, sent, [_mistake(detail["loc"], detail["msg"]) for detail in error.errors()])


def _mistake(location: Sequence[int | str], message: str) -> FieldError:
    path = ".".join(str(part) for part in location if part != _KEY)
    return FieldError(path, message.removeprefix("Value error, "))


def _entity(sent: Any) -> Entity:
    """What is no entity stays as it is: it is compared, and equals none."""
    try:
        return Entity(sent)
    except ValueError:
        return sent  # type: ignore[no-any-return]


def _members(adapter: TypeAdapter[Mapping[Entity, Any]], sent: Any) -> Mapping[Entity, Any]:
    """The members that are right in themselves."""
    found: dict[Entity, Any] = {}
    for key, value in sent.items() if isinstance(sent, Mapping) else ():
        try:
            found |= adapter.validate_python({key: value})
        except ValidationError:
            continue
    return found
