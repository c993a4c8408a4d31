"""What a condition says about ids and times that lets a list look at few records in place of all.

Bounds only narrow: the condition itself is still evaluated on what they leave.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from psasync_simulator.connectwise.conditions.nodes import Both, Comparison, Membership, Node

_UPDATED = {("lastupdated",), ("_info", "lastupdated")}


@dataclass(slots=True)
class Bounds:
    ids: frozenset[int] | None = None  # only these
    above: int = 0  # ids above this
    updated_from: int | None = None  # seconds since 1970


def bounds(node: Node | None) -> Bounds:
    found = Bounds()
    for part in _conjuncts(node):
        _narrow(found, part)
    return found


def _conjuncts(node: Node | None) -> Iterator[Node]:
    if isinstance(node, Both):
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    elif node is not None:
        yield node


def _narrow(found: Bounds, part: Node) -> None:
    match part:
        case Membership(path=("id",), values=values):
            _only(found, values)
        case Comparison(path=("id",), operator="=", value=value):
            _only(found, (value,))
        case Comparison(path=("id",), operator=">" | ">=" as how, value=float() as value):
            above = math.floor(value) if how == ">" else math.ceil(value) - 1
            found.above = max(found.above, above)
        case Comparison(path=path, operator=">" | ">=", value=datetime() as since) if path in _UPDATED:
            found.updated_from = max(found.updated_from or 0, int(since.timestamp()))
        case _:
            pass


def _only(found: Bounds, values: tuple[object, ...]) -> None:
    ids = frozenset(int(value) for value in values if isinstance(value, float) and value.is_integer())
    found.ids = ids if found.ids is None else found.ids & ids
