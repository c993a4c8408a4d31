"""The simulated Autotask: zones, credentials, limits, then the resource."""

import asyncio
import hmac
import re
import zlib

from psasync_simulator.autotask.account import Account, account_of
from psasync_simulator.autotask.api import Api
from psasync_simulator.autotask.errors import (
    no_resource,
    not_allowed,
    suspended,
    too_many_threads,
    unauthorized,
    unknown_integration,
    unknown_user,
)
from psasync_simulator.autotask.faults import FAULT_ANSWERS
from psasync_simulator.autotask.routes import endpoint_of
from psasync_simulator.autotask.spec import AccountSpec, make_account
from psasync_simulator.autotask.webhooks.sending import TAMPERINGS, Sender
from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.refusal import Refused
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.system import SimulatedSystem
from psasync_simulator.webhooks.deliverer import Delivery
from psasync_simulator.webhooks.news import TicketNews

_ZONE_INFORMATION = re.compile(r"(?:/[a-z0-9]+)?/+atservicesrest/v1\.0/zoneinformation/?", re.IGNORECASE)
_VERSIONS = re.compile(r"(?:/[a-z0-9]+)?/+atservicesrest/versioninformation/?", re.IGNORECASE)
_API = re.compile(r"/(?P<zone>[a-z0-9]+)/atservicesrest/(?P<version>v1\.0)/(?P<path>.*)", re.IGNORECASE)


class Autotask(SimulatedSystem[Account, AccountSpec]):
    """A zone is the first part of the path, where the real one is the first part of the host."""

    name = "autotask"
    fault_answers = FAULT_ANSWERS
    spec = AccountSpec
    tamperings = TAMPERINGS

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        super().__init__(clock, settings)
        self._api = Api(clock, PageCache())
        self._sender = Sender(clock, settings.autotask_retry_seconds)

    async def aclose(self) -> None:
        await self._sender.aclose()

    async def announce(self, account: Account, news: TicketNews) -> list[Delivery]:
        return await self._sender.send(account, news)

    def make_account(self, name: str, spec: AccountSpec) -> Account:
        return make_account(name, spec)

    def claimed_account(self, request: Request) -> str:
        return account_of(request.headers.get("username") or request.query.get("user", ""))

    def headers(self) -> dict[str, str]:
        return {"date": self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")}

    def endpoint(self, account: str, request: Request) -> str:
        """Of calls to the API: finding the zone is not limited."""
        match = _API.fullmatch(request.path)
        if match is None or _ZONE_INFORMATION.fullmatch(request.path):
            return ""
        return f"{account}:{endpoint_of(match['path'].strip('/'))}"

    def dispatch(self, request: Request) -> Answer:
        if _ZONE_INFORMATION.fullmatch(request.path):
            return self._zone_information(request)
        if _VERSIONS.fullmatch(request.path):
            return json_answer(200, {"apiVersions": ["1.0"]})
        match = _API.fullmatch(request.path)
        if match is None:
            raise no_resource()
        account = self._authenticated(request, match["zone"])
        self._check_limits(account, request)
        base = f"{request.origin}/{match['zone']}/atservicesrest/{match['version']}"
        return self._api.answer(account, match["path"].strip("/"), base, request)

    async def _with_faults(self, account: str, request: Request) -> Answer:
        """Slowed down while the call still counts as running."""
        answer = await super()._with_faults(account, request)
        known = self.accounts.get(account)
        if known and (seconds := known.slowness()):
            await asyncio.sleep(seconds)
        return answer

    def _zone_information(self, request: Request) -> Answer:
        if request.method != "GET":
            raise not_allowed(request.method)
        user = request.query.get("user", "")
        account = self.accounts.get(account_of(user))
        if account is None:
            raise unknown_user(user)
        content = {
            "zoneName": f"Simulated {account.zone}",
            "url": account.zone_address or f"{request.origin}/{account.zone}/atservicesrest/",
            "webUrl": f"{request.origin}/{account.zone}/web/",
            "ci": zlib.crc32(account.id.encode()),  # the number of the database
        }
        return json_answer(200, content)

    def _authenticated(self, request: Request, zone: str) -> Account:
        account = self.accounts.get(self.claimed_account(request))
        # A zone knows only the databases that live in it.
        if account is None or account.zone != zone.lower():
            raise unauthorized()
        if not _equal(request.headers.get("secret", ""), account.keys.secret):
            raise unauthorized()
        if not _equal(request.headers.get("apiintegrationcode", ""), account.keys.integration_code):
            raise unknown_integration()
        return account

    def _check_limits(self, account: Account, request: Request) -> None:
        endpoint = self.endpoint(account.id.lower(), request)
        if account.threads and self.calls.running_at(endpoint) > account.threads:
            raise too_many_threads(endpoint.partition(":")[2])
        wait = account.take_call()
        if wait is not None:
            raise Refused(suspended(account.suspended_status, wait))


def _equal(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())
