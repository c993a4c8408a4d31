"""One simulated customer of a system: its records, and what surrounds them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

from psasync_simulator.data.kind import Kind
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.store import Store


@dataclass(kw_only=True)
class Account(ABC):
    """A system adds keys, limits and whatever else a customer has there."""

    kinds: ClassVar[tuple[Kind, ...]]

    id: str
    layout: Layout
    stores: dict[str, Store] = field(init=False)  # by the name of the kind

    def __post_init__(self) -> None:
        self.stores = {kind.name: Store(kind, self.layout) for kind in self.kinds}

    @abstractmethod
    def surround(self, change: dict[str, Any]) -> None:
        """Change keys, limits and the like, and no record. Raises ValueError for what it does not know."""

    @abstractmethod
    def surroundings(self) -> dict[str, Any]:
        """What `summary` says beside the records. No secrets."""

    def summary(self) -> dict[str, Any]:
        """The answer of the control interface; `refused` names the records that a destination must refuse."""
        refused = {kind.name: sorted(kind.refused(self.layout)) for kind in self.kinds}
        return {
            "account": self.id,
            "seed": self.layout.seed,
            "counts": {name: len(store) for name, store in self.stores.items()},
            "refused": {name: numbers for name, numbers in refused.items() if numbers},
            **self.surroundings(),
        }
