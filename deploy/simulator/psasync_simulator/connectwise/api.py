"""What an authenticated call is answered with."""

from uuid import uuid4

from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.connectwise.callbacks_api import answer_callbacks
from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.errors import no_endpoint, not_found
from psasync_simulator.connectwise.lists import answer_count, answer_list
from psasync_simulator.connectwise.routes import Target, resolve
from psasync_simulator.connectwise.writing.api import answer_write
from psasync_simulator.http import Answer, Request, json_answer

API_VERSION = "2025.16"


class Api:
    def __init__(self, clock: VirtualClock, cache: PageCache) -> None:
        self._clock = clock
        self._cache = cache

    def answer(self, company: Company, path: str, request: Request) -> Answer:
        """Raises `Refused` for everything that is not a success."""
        if path == "system/info":
            return _system_info()
        if path == "system/callbacks" or path.startswith("system/callbacks/"):
            rest = path.removeprefix("system/callbacks").strip("/")
            return answer_callbacks(company.callbacks, rest, request, int(self._clock.seconds()))
        target = resolve(path)
        if target is None:
            raise no_endpoint()
        if request.method == "GET":
            return self._read(company, target, request)
        return answer_write(company, target, request, int(self._clock.seconds()))

    def _read(self, company: Company, target: Target, request: Request) -> Answer:
        store = company.stores[target.endpoint.kind.name]
        if target.endpoint.of and target.parent is not None:
            _must_live(company, target.endpoint.of.name, target.endpoint.of.singular, target.parent)
        if target.number is not None:
            if not store.alive(target.number) or target.parent not in {None, store.parent(target.number)}:
                raise not_found(store.kind.singular.capitalize(), target.number)
            return json_answer(200, store.record(target.number))
        if target.count:
            return answer_count(store, target.parent, request)
        return self._list(company, target, request)

    def _list(self, company: Company, target: Target, request: Request) -> Answer:
        store = company.stores[target.endpoint.kind.name]
        paging = request.headers.get("pagination-type", "")
        key = (company.id, id(store), store.revision, request.origin, request.path, request.query_string, paging)
        page = self._cache.get(key)
        if page is None:
            forward_only = store.kind.name not in company.without_forward_paging
            page = answer_list(store, target.parent, request, forward_only=forward_only)
            self._cache.put(key, page)
        return page


def common_headers(clock: VirtualClock) -> dict[str, str]:
    return {
        "date": clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "x-cw-request-id": str(uuid4()),
        "api-current-version": API_VERSION,
        "x-server-name": "simulator",
    }


def _system_info() -> Answer:
    content = {
        "version": "v2025.1.98765",
        "isCloud": True,
        "serverTimeZone": "Eastern Standard Time",
        "cloudRegion": "NA",
        "licenseBits": [],
    }
    return json_answer(200, content)


def _must_live(company: Company, kind: str, singular: str, number: int) -> None:
    if not company.stores[kind].alive(number):
        raise not_found(singular.capitalize(), number)
