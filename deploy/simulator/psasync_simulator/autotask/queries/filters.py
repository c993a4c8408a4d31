"""A query's filter: conditions and groups of them, as a test of rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.data.times import text
from psasync_simulator.autotask.entities import Entity
from psasync_simulator.autotask.errors import failed, unknown_field
from psasync_simulator.autotask.queries.conditions import meets
from psasync_simulator.data.rows import Row

Test = Callable[[Row], bool]
Value = Callable[[Row], Any]


class Filters:
    """Compiles the filters of one entity. `known` are its fields, by lower-case name."""

    def __init__(self, entity: Entity, known: dict[str, str]) -> None:
        self._entity = entity
        self._known = known
        self._custom: set[str] = set()

    def every(self, items: Sequence[Any]) -> Test:
        """All of them must hold. Raises `Refused`."""
        tests = [self._one(item) for item in items]
        if len(tests) == 1:
            return tests[0]
        return lambda row: all(test(row) for test in tests)

    def _any(self, items: Sequence[Any]) -> Test:
        tests = [self._one(item) for item in items]
        return lambda row: any(test(row) for test in tests)

    def _one(self, item: Any) -> Test:
        match item:
            case {"op": "and" | "or" as op, "items": [_, *_] as items}:
                return self.every(items) if op == "and" else self._any(items)
            case {"op": str() as op, "field": str() as field}:
                value, test = self._value(field, item), meets(op, item.get("value"))
                return lambda row: test(value(row))
        raise failed("The filter holds something that is neither a condition nor a group.")

    def _value(self, field: str, item: dict[str, Any]) -> Value:
        if item.get("udf"):
            return self._custom_value(field)
        name = self._known.get(field.lower())
        if name is None:
            raise unknown_field(field, self._entity.path)
        if name == "id":
            return lambda row: row.id
        if name == self._entity.updated:
            return lambda row: text(row.stamps.updated)
        if name == self._entity.entered:
            return lambda row: text(row.stamps.entered)
        return lambda row: row.record[name]

    def _custom_value(self, field: str) -> Value:
        names = {name.lower(): name for name in custom_fields.names(self._entity.path)}
        name = names.get(field.lower())
        if name is None:
            raise unknown_field(field, self._entity.path)
        self._custom.add(name)
        if len(self._custom) > 1:
            raise failed("A query can have only one user-defined field.")
        return lambda row: _custom(row.record["userDefinedFields"], name)


def _custom(items: Iterable[dict[str, Any]], name: str) -> Any:
    return next((item["value"] for item in items if item["name"] == name), None)
