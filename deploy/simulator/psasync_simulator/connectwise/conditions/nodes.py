"""The syntax tree of a condition."""

from dataclasses import dataclass
from datetime import datetime

Literal = str | float | bool | datetime | None
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    path: Path  # lower case
    operator: str  # = != < <= > >= like contains
    value: Literal


@dataclass(frozen=True, slots=True)
class Membership:
    path: Path
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Node"


@dataclass(frozen=True, slots=True)
class Both:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Either:
    left: "Node"
    right: "Node"


Node = Comparison | Membership | Not | Both | Either


def paths(node: Node) -> set[Path]:
    """Every field that a condition asks about."""
    match node:
        case Comparison(path=path) | Membership(path=path):
            return {path}
        case Not(inner=inner):
            return paths(inner)
        case Both(left=left, right=right) | Either(left=left, right=right):
            return paths(left) | paths(right)
