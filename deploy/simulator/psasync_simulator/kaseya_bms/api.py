"""What an authenticated call is answered with."""

from psasync_simulator.cache import PageCache
from psasync_simulator.data.kind import Kind
from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.kaseya_bms.account import BmsAccount
from psasync_simulator.kaseya_bms.answers import no_endpoint, not_found, success
from psasync_simulator.kaseya_bms.data.kinds import ASSET, LOCATION, TICKET
from psasync_simulator.kaseya_bms.lists import Asked, listed
from psasync_simulator.kaseya_bms.records import as_listed, definitions, values, whole
from psasync_simulator.kaseya_bms.routes import CUSTOM_FIELD_VALUES, CUSTOM_FIELDS, LISTS, SINGLES, Target


class Api:
    def __init__(self, cache: PageCache) -> None:
        self._cache = cache

    def answer(self, account: BmsAccount, target: Target, request: Request) -> Answer:
        """Raises `Refused` for everything that is not a success."""
        if target.name == CUSTOM_FIELDS:
            return success(definitions(account, target.module))
        if target.name == CUSTOM_FIELD_VALUES:
            return success(values(account, target.module, target.number))
        kind = target.kind
        if kind is None:
            raise no_endpoint()
        if target.name in SINGLES:
            return _single(account, kind, target.number)
        if target.name in LISTS:
            return self._list(account, kind, request)
        store = account.stores[kind.name]
        return success([store.record(number) for number in store.ids()])

    def _list(self, account: BmsAccount, kind: Kind, request: Request) -> Answer:
        store = account.stores[kind.name]
        revisions = (store.revision, account.stores[LOCATION.name].revision)
        key = (account.id, id(store), revisions, kind.name, request.query_string)
        page = self._cache.get(key)
        if page is None:
            found = listed(store, Asked.of(request, account.spec, kind))
            rows = [as_listed(account, kind, row.id) for row in found.rows]
            page = success(rows, None if kind is ASSET else found.total)
            self._cache.put(key, page)
        return page


def _single(account: BmsAccount, kind: Kind, number: int) -> Answer:
    """Kaseya's description gives accounts and contacts without an envelope, and all else in one."""
    if not account.stores[kind.name].alive(number):
        raise not_found(kind.singular)
    record = whole(account, kind, number)
    return success(record) if kind is ASSET or kind is TICKET else json_answer(200, record)
