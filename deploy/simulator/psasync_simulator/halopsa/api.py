"""What a call with a good token is answered with."""

import orjson

from psasync_simulator.cache import PageCache
from psasync_simulator.data.store import Store
from psasync_simulator.halopsa.account import Instance
from psasync_simulator.halopsa.data.setup import SLAS, of_sla
from psasync_simulator.halopsa.endpoints import ENDPOINTS, Endpoint
from psasync_simulator.halopsa.errors import no_endpoint, not_allowed, not_found
from psasync_simulator.halopsa.lists import Ask, listed
from psasync_simulator.halopsa.rows import as_row, with_details
from psasync_simulator.http import Answer, Request, json_answer


class Api:
    def __init__(self, cache: PageCache) -> None:
        self._cache = cache

    def answer(self, instance: Instance, path: str, request: Request) -> Answer:
        """`path` is below `/api/`. Raises `Refused` for everything that is not a success."""
        name, _, number = path.strip("/").partition("/")
        endpoint = ENDPOINTS.get(name.lower())
        if endpoint is None or (number and not number.isdigit()):
            raise no_endpoint(path)
        if request.method != "GET":
            raise not_allowed()
        store = instance.stores[endpoint.kind.name]
        if number:
            return _one(instance, store, int(number), request)
        key = (instance.id, id(store), store.revision, request.path.lower(), request.query_string)
        page = self._cache.get(key)
        if page is None:
            page = _list(instance, endpoint, store, request)
            self._cache.put(key, page)
        return page


def _one(instance: Instance, store: Store, number: int, request: Request) -> Answer:
    if not store.alive(number):
        raise not_found(store.kind.singular, number)
    return json_answer(200, with_details(store.record(number), request.query, instance.spec.zone))


def _list(instance: Instance, endpoint: Endpoint, store: Store, request: Request) -> Answer:
    query, zone = request.query, instance.spec.zone
    if not endpoint.rows:
        records = [store.record(number) for number in store.ids()]
        if endpoint.kind.name == "priorities":
            records = [of_sla(record, sla) for sla in reversed(SLAS) for record in records]
        return Answer(200, orjson.dumps([as_row(endpoint, record, query, zone) for record in records]))
    if not instance.spec.filters_updated and not endpoint.always_filters:
        query.pop("lastupdatefromdate", None)
    ask = Ask.of(query, instance.spec.page_size, zone)
    found = listed(store, ask)
    rows = [as_row(endpoint, record, query, zone) for record in found.rows]
    paging = {"page_no": ask.page, "page_size": ask.size} if ask.pages else {}
    return Answer(200, orjson.dumps({**paging, "record_count": found.total, endpoint.rows: rows}))
