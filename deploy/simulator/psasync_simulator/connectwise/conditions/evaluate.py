"""Whether a record meets a condition. Text is compared without regard to case, as the PSA's database does."""

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from psasync_simulator.connectwise.conditions.lexer import ConditionError
from psasync_simulator.connectwise.conditions.nodes import Both, Comparison, Either, Literal, Membership, Node, Not
from psasync_simulator.connectwise.values import value_of
from psasync_simulator.data.rows import Row

Test = Callable[[Row], bool]

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_test(node: Node) -> Test:
    match node:
        case Both(left=left, right=right):
            first, second = compile_test(left), compile_test(right)
            return lambda row: first(row) and second(row)
        case Either(left=left, right=right):
            first, second = compile_test(left), compile_test(right)
            return lambda row: first(row) or second(row)
        case Not(inner=inner):
            test = compile_test(inner)
            return lambda row: not test(row)
        case Membership(path=path, values=values):
            return lambda row: any(_equal(value_of(row, path), value) for value in values)
        case Comparison():
            return _comparison(node)


def _comparison(node: Comparison) -> Test:
    path, value = node.path, node.value
    match node.operator:
        case "=":
            return lambda row: _equal(value_of(row, path), value)
        case "!=":
            return lambda row: not _equal(value_of(row, path), value)
        case "like" | "contains":
            if not isinstance(value, str):
                raise ConditionError(f"{node.operator} needs a text")
            pattern = _pattern(value if node.operator == "like" else f"%{value}%")
            return lambda row: isinstance(found := value_of(row, path), str) and bool(pattern.fullmatch(found))
        case ordered:
            compare = _ORDER[ordered]
            return lambda row: _ordered(value_of(row, path), value, compare)


def _equal(found: Any, value: Literal) -> bool:
    if isinstance(value, datetime):
        return _moment(found) == value
    if isinstance(value, str) and isinstance(found, str):
        return found.lower() == value.lower()
    if isinstance(value, bool) or isinstance(found, bool):
        return found is value
    return bool(found == value)


def _ordered(found: Any, value: Literal, compare: Callable[[Any, Any], bool]) -> bool:
    if isinstance(value, datetime):
        moment = _moment(found)
        return moment is not None and compare(moment, value)
    if isinstance(value, str) and isinstance(found, str):
        return compare(found.lower(), value.lower())
    if isinstance(value, float) and isinstance(found, int | float):
        return compare(found, value)
    return False


def _moment(found: Any) -> datetime | None:
    if not isinstance(found, str):
        return None
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@lru_cache(maxsize=256)
def _pattern(like: str) -> re.Pattern[str]:
    """`%` and `*` stand for any text, `_` for itself: the PSA's wildcards."""
    parts = re.split(r"[%*]+", like)
    return re.compile(".*".join(map(re.escape, parts)), re.IGNORECASE | re.DOTALL)
