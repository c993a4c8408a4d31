"""What an authenticated call is answered with."""

from typing import Any

from psasync_simulator.autotask import metadata
from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.entities import Entity
from psasync_simulator.autotask.errors import no_resource, not_allowed
from psasync_simulator.autotask.queries.body import Query
from psasync_simulator.autotask.queries.pages import answer_page
from psasync_simulator.autotask.queries.selection import select
from psasync_simulator.autotask.routes import Target, What, resolve
from psasync_simulator.autotask.writing.api import change, create, remove
from psasync_simulator.autotask.writing.resource import WRITABLE, Resource
from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.data.store import Store
from psasync_simulator.http import Answer, Request, json_answer


class Api:
    def __init__(self, clock: VirtualClock, cache: PageCache) -> None:
        self._clock = clock
        self._cache = cache

    def answer(self, account: Account, path: str, base: str, request: Request) -> Answer:
        """`base`: the address of the zone and version. Raises `Refused` for everything that is not a success."""
        if path.lower() == "thresholdinformation":
            return json_answer(200, threshold_information(account))
        target = resolve(path)
        if target is None:
            raise no_resource()
        if target.what in {What.QUERY, What.COUNT} and request.method in {"GET", "POST"}:
            return self._query(account, target, base, request)
        if request.method == "GET":
            return _read(account, target)
        return self._write(account, target, request)

    def _query(self, account: Account, target: Target, base: str, request: Request) -> Answer:
        entity, store = target.entity, _store(account, target.entity)
        query = Query.of(request)
        if target.what is What.COUNT:
            return json_answer(200, {"queryCount": sum(1 for _ in select(entity, store, query).rows())})
        key = (account.id, id(store), store.revision, base, request.method, query.text, request.query_string)
        page = self._cache.get((entity.path, key))
        if page is None:
            page = answer_page(
                entity,
                select(entity, store, query),
                query,
                request,
                address=f"{base}/{entity.path}/query",
                ordered=store.kind.name not in account.unordered,
            )
            self._cache.put((entity.path, key), page)
        return page

    def _write(self, account: Account, target: Target, request: Request) -> Answer:
        if request.method == "DELETE":
            return _remove(account, target)
        resource = _writable(target)
        write = {"POST": create, "PATCH": change}.get(request.method)
        if resource is None or write is None:
            raise not_allowed(request.method)
        return write(account, resource, request, target.parent, int(self._clock.seconds()))


def threshold_information(account: Account) -> dict[str, Any]:
    return {
        "externalRequestThreshold": account.threshold,
        "requestThresholdTimeframe": 60,
        "currentTimeframeRequestCount": account.used,
    }


def _read(account: Account, target: Target) -> Answer:
    match target.what:
        case What.ONE:
            store = _store(account, target.entity)
            number = target.number or 0
            # An unknown id is no error.
            return json_answer(200, {"item": store.record(number) if store.alive(number) else None})
        case What.INFORMATION:
            return json_answer(200, metadata.entity_information(target.entity))
        case What.FIELDS:
            return json_answer(200, metadata.fields(account, target.entity))
        case What.CUSTOM_FIELDS:
            return json_answer(200, metadata.custom_fields(target.entity))
        case _:
            raise not_allowed("GET")


def _store(account: Account, entity: Entity) -> Store:
    return account.stores[entity.kind.name]


def _remove(account: Account, target: Target) -> Answer:
    resource = WRITABLE.get(target.entity.path)
    if resource is None or not resource.deletable or target.number is None:
        raise not_allowed("DELETE")
    return remove(account, resource, target.number)


def _writable(target: Target) -> Resource | None:
    """Children are written below their parent only, all others at the collection."""
    resource = WRITABLE.get(target.entity.path)
    if resource is None or target.what is not What.COLLECTION:
        return None
    return resource if (resource.parent is not None) is (target.parent is not None) else None
