"""The simulated BMS: routing, limits, tokens, then the endpoint."""

from collections.abc import Sequence

from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.forms import form_of
from psasync_simulator.http import Answer, Request
from psasync_simulator.kaseya_bms.account import BmsAccount
from psasync_simulator.kaseya_bms.answers import expired, no_endpoint, not_allowed, throttled, unauthenticated
from psasync_simulator.kaseya_bms.api import Api
from psasync_simulator.kaseya_bms.casing import pascal_cased
from psasync_simulator.kaseya_bms.faults import FAULT_ANSWERS
from psasync_simulator.kaseya_bms.login import authenticate, refresh
from psasync_simulator.kaseya_bms.routes import AUTHENTICATE, REFRESH, WEBHOOK_ROUTES, Target, resolve
from psasync_simulator.kaseya_bms.spec import BmsSpec
from psasync_simulator.kaseya_bms.tokens import account_in
from psasync_simulator.kaseya_bms.webhooks.api import WebhooksApi
from psasync_simulator.kaseya_bms.webhooks.sending import TAMPERINGS, Sender
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.system import SimulatedSystem
from psasync_simulator.webhooks.deliverer import Delivery
from psasync_simulator.webhooks.news import TicketNews


class KaseyaBms(SimulatedSystem[BmsAccount, BmsSpec]):
    name = "kaseya_bms"
    fault_answers = FAULT_ANSWERS
    spec = BmsSpec
    tamperings = TAMPERINGS

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        super().__init__(clock, settings)
        self._api = Api(PageCache())
        self._sender = Sender(clock)
        self._webhooks = WebhooksApi(self._sender)

    async def aclose(self) -> None:
        await self._sender.aclose()

    async def announce(self, account: BmsAccount, news: TicketNews) -> Sequence[Delivery]:
        return await self._sender.send(account, news)

    def make_account(self, name: str, spec: BmsSpec) -> BmsAccount:
        return BmsAccount(id=name, layout=spec.layout(), spec=spec)

    def claimed_account(self, request: Request) -> str:
        if token := _bearer(request):
            return account_in(token)
        form = form_of(request)
        return form.get("tenant", "").strip().lower() or account_in(form.get("accesstoken", ""))

    def endpoint(self, account: str, request: Request) -> str:
        target = resolve(request.path)
        return f"{account}:{target.name}" if target else ""

    def headers(self) -> dict[str, str]:
        return {"date": self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")}

    def dispatch(self, request: Request) -> Answer:
        target = resolve(request.path)
        if target is None:
            raise no_endpoint()
        account = self.accounts.get(self.claimed_account(request))
        if account and account.limiters[target.name].take() is not None:
            raise throttled()
        answer = self._answered(account, target, request)
        return pascal_cased(answer) if account and account.spec.pascal_case else answer

    def _answered(self, account: BmsAccount | None, target: Target, request: Request) -> Answer:
        now = self.clock.seconds()
        if target.name in {AUTHENTICATE, REFRESH}:
            if request.method != "POST":
                raise not_allowed()
            give = authenticate if target.name == AUTHENTICATE else refresh
            return give(account, request, now)
        token = _bearer(request)
        if account is None or not account.tokens.is_good(token, now):
            known = account is not None and account.tokens.is_known(token)
            raise expired() if known and account and account.spec.expired_token == 200 else unauthenticated()
        if target.name in WEBHOOK_ROUTES:
            return self._webhooks.answer(account, target, request, int(now))
        if request.method != "GET":
            raise not_allowed()
        return self._api.answer(account, target, request)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
