"""Which records of a list a request asks for, in order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from psasync_simulator.connectwise.conditions.bounds import Bounds, bounds
from psasync_simulator.connectwise.conditions.evaluate import compile_test
from psasync_simulator.connectwise.conditions.lexer import ConditionError
from psasync_simulator.connectwise.conditions.nodes import Node, paths
from psasync_simulator.connectwise.conditions.parser import parse
from psasync_simulator.connectwise.errors import bad_request
from psasync_simulator.data.records import Records
from psasync_simulator.data.rows import Row

_EVERYWHERE = {"lastupdated", "dateentered"}
"""Every list can be asked for these, also where they are no fields."""


@dataclass(frozen=True, slots=True)
class Selection:
    records: Records
    parent: int | None
    test: Callable[[Row], bool] | None
    bounds: Bounds

    @property
    def whole(self) -> bool:
        return self.test is None and self.parent is None

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Ascending by id. A record that the test had to build is not built again."""
        rows = map(self.records.row, self._candidates(after))
        return rows if self.test is None else filter(self.test, rows)

    def _candidates(self, after: int) -> Iterable[int]:
        after = max(after, self.bounds.above)
        few = self._few()
        if few is None:
            return self.records.ids(after=after, parent=self.parent)
        return [number for number in few if number > after and self._belongs(number)]

    def _few(self) -> list[int] | None:
        if self.bounds.ids is not None:
            return sorted(self.bounds.ids)
        if self.bounds.updated_from is not None:
            return self.records.touched_since(self.bounds.updated_from)
        return None

    def _belongs(self, number: int) -> bool:
        return self.records.alive(number) and self.parent in {None, self.records.parent(number)}


def select(records: Records, parent: int | None, conditions: str) -> Selection:
    """Raises `Refused` (400) for conditions that cannot be understood or name an unknown field."""
    if not conditions.strip():
        return Selection(records, parent, None, Bounds())
    try:
        node = parse(conditions)
        test = compile_test(node)
    except ConditionError as error:
        raise bad_request(f"The conditions are invalid: {error}") from error
    _check_fields(records, node)
    return Selection(records, parent, test, bounds(node))


def _check_fields(records: Records, node: Node) -> None:
    sample = next(records.ids(), None)
    if sample is None:
        return
    known = {name.lower() for name in records.record(sample)} | _EVERYWHERE
    for path in paths(node):
        if path[0] not in known:
            raise bad_request(f"The conditions are invalid: {'/'.join(path)} is not a field")
