"""The simulated marketplace: `/{account}/v1/{customers,contacts,products}[/{id}]`, with the key in `X-Api-Key`."""

import hmac
import re

from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.data.store import Store
from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.marketplace.account import Marketplace
from psasync_simulator.marketplace.errors import not_allowed, not_found, throttled, unauthorized
from psasync_simulator.marketplace.faults import FAULT_ANSWERS
from psasync_simulator.marketplace.lists import answer_list
from psasync_simulator.marketplace.selection import Selection
from psasync_simulator.marketplace.spec import MarketplaceSpec
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.system import SimulatedSystem

_PATH = re.compile(r"/+(?P<account>[^/]+)/v1/(?P<kind>[a-z]+)(?:/(?P<number>[^/]+))?/?")


class MarketplaceSystem(SimulatedSystem[Marketplace, MarketplaceSpec]):
    name = "http_source"
    fault_answers = FAULT_ANSWERS
    spec = MarketplaceSpec

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        super().__init__(clock, settings)
        self._cache = PageCache()

    def make_account(self, name: str, spec: MarketplaceSpec) -> Marketplace:
        return Marketplace.of(name, spec)

    def demo_spec(self) -> MarketplaceSpec:
        return MarketplaceSpec(
            seed=self.settings.demo_seed,
            size=self.settings.demo_size,
            rate_limit_per_minute=self.settings.rate_limit_per_minute,
        )

    def claimed_account(self, request: Request) -> str:
        match = _PATH.fullmatch(request.path)
        return match["account"].lower() if match else ""

    def headers(self) -> dict[str, str]:
        return {"date": self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")}

    def dispatch(self, request: Request) -> Answer:
        match = _PATH.fullmatch(request.path)
        account = self.accounts.get(match["account"].lower()) if match else None
        if match is None or account is None:
            raise not_found("marketplace")
        if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), account.api_key.encode()):
            raise unauthorized()
        retry_after = account.limiter.take()
        if retry_after is not None:
            raise throttled(retry_after)
        store = account.stores.get(match["kind"])
        if store is None:
            raise not_found("resource")
        if request.method != "GET":
            raise not_allowed()
        return self._one(store, match["number"]) if match["number"] else self._list(account, store, request)

    def _one(self, store: Store, number: str) -> Answer:
        if not number.isascii() or not number.isdigit() or not store.alive(int(number)):
            raise not_found(store.kind.singular)
        return json_answer(200, {"data": store.record(int(number))})

    def _list(self, account: Marketplace, store: Store, request: Request) -> Answer:
        key = (
            account.id,
            id(store),
            store.revision,
            account.paging,
            account.max_page_size,
            request.origin,
            request.path,
            request.query_string,
        )
        page = self._cache.get(key)
        if page is None:
            page = answer_list(account.paging, Selection.of(store, request), request, account.max_page_size)
            self._cache.put(key, page)
        return page
