"""What hangs on something, and so goes with it when it is archived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIRST = 10
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """How many of one kind, and the first of them. `MOST_COUNTED` stands for so many and more."""

    count: int
    first: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Dependents:
    """By kind: `connections`, `syncs`, `schedules` (syncs that run by themselves), `keys`."""

    kinds: Mapping[str, Hanging]

    @property
    def any(self) -> bool:
        return any(hanging.count for hanging in self.kinds.values())

    def __str__(self) -> str:
        return ", ".join(
            f"{hanging.count} {kind if hanging.count != 1 else kind[:-1]}"
            for kind, hanging in self.kinds.items()
            if hanging.count
        )
