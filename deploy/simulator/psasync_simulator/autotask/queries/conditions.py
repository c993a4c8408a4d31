"""One condition: whether a value meets it. Text is compared without regard to case."""

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from psasync_simulator.autotask.errors import failed

MAX_ALTERNATIVES = 500
"""In one call."""

Meets = Callable[[Any], bool]


def meets(op: str, wanted: Any) -> Meets:
    """Raises `Refused` for an operator or a value that Autotask does not take."""
    if op in {"exist", "notExist"}:
        return (lambda found: found is not None) if op == "exist" else (lambda found: found is None)
    if op in {"in", "notIn"}:
        return _among(op, wanted)
    if wanted is None or isinstance(wanted, list | dict):
        raise failed(f"The operator {op} needs a value.")
    if op in _OF_TEXT:
        compare, text = _OF_TEXT[op], str(wanted).lower()
        return lambda found: found is not None and compare(str(found).lower(), text)
    if op in _OF_ORDER:
        return _ordered(_OF_ORDER[op], wanted)
    if op in {"eq", "noteq"}:
        return (lambda found: same(found, wanted)) if op == "eq" else (lambda found: not same(found, wanted))
    raise failed(f"The operator {op} is not supported.")


def same(found: Any, wanted: Any) -> bool:
    """Numbers are taken as text too, and times in any zone."""
    if found is None or isinstance(found, bool) or isinstance(wanted, bool):
        return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)
    moment = _moment(wanted)
    if moment is not None and _moment(found) == moment:
        return True
    return str(found).lower() == str(wanted).lower()


_OF_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "beginsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": lambda found, wanted: wanted in found,
}
_OF_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def _among(op: str, wanted: Any) -> Meets:
    if not isinstance(wanted, list) or not wanted:
        raise failed(f"The operator {op} needs a list of values.")
    if len(wanted) > MAX_ALTERNATIVES:
        raise failed(f"A query can have at most {MAX_ALTERNATIVES} OR conditions.")
    known = {str(value).lower() for value in wanted}
    inside = op == "in"
    return lambda found: (str(found).lower() in known) is inside


def _ordered(compare: Callable[[Any, Any], bool], wanted: Any) -> Meets:
    moment = _moment(wanted)
    if moment is not None:
        return lambda found: (known := _moment(found)) is not None and compare(known, moment)
    if isinstance(wanted, int | float):
        return lambda found: isinstance(found, int | float) and compare(found, wanted)
    return lambda found: isinstance(found, str) and compare(found.lower(), str(wanted).lower())


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
