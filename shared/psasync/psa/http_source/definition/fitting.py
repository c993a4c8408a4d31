"""Mistakes that only show when the parts of a definition are seen together."""

import math
from collections import Counter
from collections.abc import Iterator

from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source.definition.canonical_fields import Kind, canonical_fields, required_fields
from psasync.psa.http_source.definition.fields import ALLOWED, Conversion, FieldDefinition
from psasync.psa.http_source.definition.models import Definition, EntityDefinition

_CONSTANTS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.REFERENCE: (str,),
    Kind.NUMBER: (int, float),
    Kind.WHOLE: (int,),
    Kind.BOOLEAN: (bool,),
}


def mistakes(definition: Definition) -> Iterator[str]:
    """Each names its place."""
    yield from _order(definition)
    for entity, described in definition.entities.items():
        for mistake in (*_fields(entity, described), *_parameters(described)):
            yield f"entities.{entity}.{mistake}"


def _order(definition: Definition) -> Iterator[str]:
    order = definition.reading_order
    if order is not None and sorted(order) != sorted(definition.entities):
        yield "reading_order: must name each entity of `entities` once"


def _fields(entity: Entity, described: EntityDefinition) -> Iterator[str]:
    known = canonical_fields(entity)
    for name, field in described.fields.items():
        if name not in known:
            yield f"fields.{_shown(name)}: a {entity} has no such field; it has {', '.join(known)}"
        else:
            yield from (f"fields.{name}{mistake}" for mistake in _field(field, known[name]))
    for name in sorted(required_fields(entity) - set(described.fields)):
        yield f"fields.{name}: is needed: no {entity} can be taken without it"


def _field(field: FieldDefinition, kind: Kind) -> Iterator[str]:
    conversion = field.conversion_for(kind)
    if field.constant is not None and not _is_constant_of(field.constant, kind):
        yield f".constant: is no {kind}"
    if conversion not in ALLOWED[kind]:
        yield f".as: the field is a {kind} and takes {' or '.join(ALLOWED[kind])}"
    elif (field.true or field.false) and conversion is not Conversion.BOOLEAN:
        yield ": only a boolean takes the words `true` and `false`"
    both = {word.casefold() for word in field.true or ()} & {word.casefold() for word in field.false or ()}
    if both:
        yield ": a word cannot mean both true and false"


def _is_constant_of(constant: object, kind: Kind) -> bool:
    """In Python a boolean is an int, and JSON's numbers can be too large to be one."""
    fits = isinstance(constant, _CONSTANTS[kind]) and isinstance(constant, bool) == (kind is Kind.BOOLEAN)
    return fits and (not isinstance(constant, float) or math.isfinite(constant))


def _parameters(described: EntityDefinition) -> Iterator[str]:
    names = [*described.query, *described.paging.parameters]
    if described.updated_since:
        names.append(described.updated_since.parameter)
    if date := described.business_date:
        names += [name for name in (date.from_parameter, date.to_parameter) if name]
    for name, times in Counter(names).items():
        if times > 1:
            yield f"query: the parameter {name} is used for two things"


def _shown(name: str) -> str:
    return name[:50] if name.isprintable() else "(unprintable)"
