"""The simulated HaloPSA cloud: an instance per path, its login beside its API."""

import re

from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.halopsa.account import Instance
from psasync_simulator.halopsa.api import Api
from psasync_simulator.halopsa.errors import no_instance, no_user_agent, throttled
from psasync_simulator.halopsa.faults import FAULT_ANSWERS
from psasync_simulator.halopsa.login import answer_authinfo, answer_token, check_token
from psasync_simulator.halopsa.spec import InstanceSpec
from psasync_simulator.halopsa.webhooks.api import answer_webhooks
from psasync_simulator.halopsa.webhooks.sending import TAMPERINGS, Sender
from psasync_simulator.http import Answer, Request
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.system import SimulatedSystem
from psasync_simulator.webhooks.deliverer import Delivery
from psasync_simulator.webhooks.news import TicketNews

_PATH = re.compile(r"/+(?P<instance>[^/]+)/+(?P<part>api|auth)/+(?P<path>.*)", re.IGNORECASE)


class HaloPsa(SimulatedSystem[Instance, InstanceSpec]):
    """An instance's address is `/{account}`: in the cloud it would be a host of its own."""

    name = "halopsa"
    fault_answers = FAULT_ANSWERS
    spec = InstanceSpec
    tamperings = TAMPERINGS

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        super().__init__(clock, settings)
        self._api = Api(PageCache())
        self._sender = Sender(clock)

    async def aclose(self) -> None:
        await self._sender.aclose()

    async def announce(self, account: Instance, news: TicketNews) -> list[Delivery]:
        return await self._sender.send(account, news)

    def make_account(self, name: str, spec: InstanceSpec) -> Instance:
        return Instance.of(name, spec)

    def claimed_account(self, request: Request) -> str:
        return request.path.strip("/").partition("/")[0].lower()

    def headers(self) -> dict[str, str]:
        return {"date": self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT"), "server": "simulator"}

    def dispatch(self, request: Request) -> Answer:
        match = _PATH.fullmatch(request.path)
        instance = self.accounts.get(match["instance"].lower()) if match else None
        if match is None or instance is None:
            raise no_instance()
        if not request.headers.get("user-agent"):
            raise no_user_agent()
        self._count(instance)
        return self._answered(instance, match["part"].lower(), match["path"].strip("/"), request)

    def _answered(self, instance: Instance, part: str, path: str, request: Request) -> Answer:
        if part == "auth":
            if path.lower() != "token":
                raise no_instance()
            return answer_token(instance, request, self.clock)
        if path.lower() == "authinfo":
            return answer_authinfo(instance, request)
        check_token(instance, request, self.clock)
        name, _, rest = path.strip("/").partition("/")
        if name.lower() == "webhook":
            return answer_webhooks(instance.hooks, rest, request)
        return self._api.answer(instance, path, request)

    @staticmethod
    def _count(instance: Instance) -> None:
        """Every call counts, logins too."""
        wait = instance.limiter.take()
        if wait is not None:
            raise throttled(instance.limiter.calls, wait if instance.spec.names_retry_after else None)
