"""Records as the wire carries them, put together from their stores."""

from typing import Any

from psasync_simulator.data.kind import Kind
from psasync_simulator.kaseya_bms.account import BmsAccount
from psasync_simulator.kaseya_bms.answers import not_found
from psasync_simulator.kaseya_bms.data.assets import thin
from psasync_simulator.kaseya_bms.data.custom_fields import MODULES, value
from psasync_simulator.kaseya_bms.data.kinds import ACCOUNT, ASSET, CUSTOM_FIELD, LOCATION
from psasync_simulator.kaseya_bms.data.locations import ACCOUNT as OF_ACCOUNT


def whole(account: BmsAccount, kind: Kind, number: int) -> dict[str, Any]:
    record = account.stores[kind.name].record(number)
    return {**record, "locations": _locations(account, number)} if kind is ACCOUNT else record


def as_listed(account: BmsAccount, kind: Kind, number: int) -> dict[str, Any]:
    record = whole(account, kind, number)
    return thin(record) if kind is ASSET else record


def definitions(account: BmsAccount, module: int) -> list[dict[str, Any]]:
    """The custom fields of a module, without naming it. Raises `Refused` for a module that there is not."""
    if module not in MODULES:
        raise not_found("Module")
    store = account.stores[CUSTOM_FIELD.name]
    fields = [field for number in store.ids() if (field := store.record(number))["moduleId"] == module]
    return [{name: item for name, item in field.items() if name != "moduleId"} for field in fields]


def values(account: BmsAccount, module: int, number: int) -> list[dict[str, Any]]:
    """Of one record. Raises `Refused`."""
    fields = definitions(account, module)
    store = account.stores[MODULES[module]]
    if not store.alive(number):
        raise not_found(store.kind.singular)
    return [value(account.layout, field, number, store.version(number)) for field in fields]


def _locations(account: BmsAccount, number: int) -> list[dict[str, Any]]:
    store = account.stores[LOCATION.name]
    records = [store.record(one) for one in store.ids(parent=number)]
    return [{name: item for name, item in record.items() if name != OF_ACCOUNT} for record in records]
