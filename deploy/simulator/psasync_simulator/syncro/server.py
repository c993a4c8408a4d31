"""The simulated Syncro cloud: a path per account in place of its subdomain, the token, the limit, the endpoint."""

import hmac
from collections.abc import Sequence

from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.limiter import WindowLimiter
from psasync_simulator.refusal import Refused
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.syncro import notifications, set_up
from psasync_simulator.syncro.account import SyncroAccount
from psasync_simulator.syncro.errors import (
    PUBLISHED_CALLS,
    WINDOW_SECONDS,
    no_account,
    no_endpoint,
    throttled,
    unauthorized,
)
from psasync_simulator.syncro.faults import FAULT_ANSWERS
from psasync_simulator.syncro.lists import answer_list, answer_single
from psasync_simulator.syncro.routes import LISTS, target_of
from psasync_simulator.syncro.spec import SyncroSpec
from psasync_simulator.system import SimulatedSystem
from psasync_simulator.webhooks.deliverer import Deliverer, Delivery
from psasync_simulator.webhooks.news import TicketNews

_SET_UP = {"me": set_up.me, "settings": set_up.settings, "tickets/settings": set_up.ticket_settings}
_ANY_LIMIT = 1_000_000


class Syncro(SimulatedSystem[SyncroAccount, SyncroSpec]):
    name = "syncro"
    fault_answers = FAULT_ANSWERS
    spec = SyncroSpec

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        super().__init__(clock, settings)
        self._cache = PageCache()
        # One for all accounts: Syncro counts by the address that calls.
        self._egress = WindowLimiter(_ANY_LIMIT, WINDOW_SECONDS)
        # No retry is documented, so there is none.
        self._deliverer = Deliverer()

    def make_account(self, name: str, spec: SyncroSpec) -> SyncroAccount:
        return SyncroAccount.of(name, spec)

    def demo_spec(self) -> SyncroSpec:
        return SyncroSpec(
            seed=self.settings.demo_seed,
            size=self.settings.demo_size,
            # The setting lifts or lowers what Syncro publishes; it cannot raise it.
            rate_limit_per_minute=min(self.settings.rate_limit_per_minute, PUBLISHED_CALLS),
        )

    def claimed_account(self, request: Request) -> str:
        target = target_of(request.path)
        return target.account if target else ""

    def endpoint(self, account: str, request: Request) -> str:  # noqa: ARG002 - no limit depends on it
        """Calls that run at once are counted by account."""
        return account

    def headers(self) -> dict[str, str]:
        return {"date": self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")}

    async def announce(self, account: SyncroAccount, news: TicketNews) -> Sequence[Delivery]:
        return await self._deliverer.deliver_all(notifications.messages(account, news))

    async def aclose(self) -> None:
        await self._deliverer.aclose()

    def dispatch(self, request: Request) -> Answer:
        target = target_of(request.path)
        account = self.accounts.get(target.account) if target else None
        if target is None or account is None:
            raise no_account()
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), _bearer(account)):
            raise unauthorized()
        self._count(account)
        if request.method != "GET":
            raise no_endpoint()
        return self._read(account, target.rest, request)

    def _count(self, account: SyncroAccount) -> None:
        if not account.rate_limit_per_minute:
            return
        if self._egress.used() >= account.rate_limit_per_minute:
            raise Refused(throttled())
        self._egress.take()

    def _read(self, account: SyncroAccount, rest: str, request: Request) -> Answer:
        if rest in _SET_UP:
            return json_answer(200, _SET_UP[rest](account))
        path, _, number = rest.partition("/")
        listed = LISTS.get(path)
        if listed is None or "/" in number:
            raise no_endpoint()
        if number:
            return answer_single(account, listed, number)
        store = account.stores[listed.kind.name]
        key = (account.id, id(store), store.revision, request.path, request.query_string)
        page = self._cache.get(key)
        if page is None:
            page = answer_list(account, listed, request)
            self._cache.put(key, page)
        return page


def _bearer(account: SyncroAccount) -> bytes:
    return f"Bearer {account.token}".encode()
