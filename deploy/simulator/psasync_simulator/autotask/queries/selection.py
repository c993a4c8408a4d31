"""Which records a query asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from psasync_simulator.autotask.entities import Entity
from psasync_simulator.autotask.queries.body import Query
from psasync_simulator.autotask.queries.bounds import Bounds, bounds
from psasync_simulator.autotask.queries.filters import Filters, Test
from psasync_simulator.data.mix import mix
from psasync_simulator.data.rows import Row
from psasync_simulator.data.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    store: Store
    test: Test
    bounds: Bounds

    def rows(self) -> Iterator[Row]:
        """Ascending by id. A record that the test had to build is not built again."""
        return filter(self.test, map(self.store.row, self._candidates()))

    def shuffled(self) -> list[Row]:
        """In an order of its own, the same each time."""
        return sorted(self.rows(), key=lambda row: mix(0, 0, row.id))

    def _candidates(self) -> Iterable[int]:
        few = self._few()
        if few is None:
            return self.store.ids(after=self.bounds.above)
        return [number for number in few if number > self.bounds.above and self.store.alive(number)]

    def _few(self) -> list[int] | None:
        if self.bounds.ids is not None:
            return sorted(self.bounds.ids)
        if self.bounds.updated_from is not None:
            return self.store.touched_since(self.bounds.updated_from)
        return None


def select(entity: Entity, store: Store, query: Query) -> Selection:
    """Raises `Refused` for a filter that cannot be understood or names an unknown field."""
    filters = Filters(entity, known_fields(store))
    return Selection(store, filters.every(query.filter), bounds(query.filter, entity.updated))


def known_fields(store: Store) -> dict[str, str]:
    """By lower-case name."""
    return {name.lower(): name for name in store.sample()}
