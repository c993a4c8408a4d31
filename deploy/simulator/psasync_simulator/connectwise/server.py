"""The simulated ConnectWise cloud: routing, keys, limits, then the endpoint."""

import re
from collections.abc import Sequence

from fastapi import APIRouter

from psasync_simulator.cache import PageCache
from psasync_simulator.clock import VirtualClock
from psasync_simulator.connectwise.api import Api, common_headers
from psasync_simulator.connectwise.auth import check_keys, claimed_company, client_id_of, login_of
from psasync_simulator.connectwise.company import ROUTER_CODEBASE, Company
from psasync_simulator.connectwise.control import signing_key
from psasync_simulator.connectwise.datasets import CompanySpec, make_company
from psasync_simulator.connectwise.errors import (
    cannot_route,
    not_allowed,
    throttled,
    unauthorized,
    web_page_not_found,
)
from psasync_simulator.connectwise.faults import FAULT_ANSWERS
from psasync_simulator.connectwise.webhooks import TAMPERINGS, Sender
from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.system import SimulatedSystem
from psasync_simulator.webhooks.deliverer import Delivery
from psasync_simulator.webhooks.news import TicketNews

_API = re.compile(r"/+(?P<codebase>[^/]+)/apis/3\.0/(?P<path>.*)")
_COMPANY_INFO = re.compile(r"/+login/companyinfo/(?P<company>[^/]+)/?")
_CALLBACK_KEY = re.compile(r"/+[^/]+/+system/callbackkey(?:/index\.rails)?")


class ConnectWise(SimulatedSystem[Company, CompanySpec]):
    name = "connectwise"
    fault_answers = FAULT_ANSWERS
    spec = CompanySpec
    tamperings = TAMPERINGS

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        super().__init__(clock, settings)
        self._api = Api(clock, PageCache())
        self._sender = Sender(settings.reachable_at, settings.webhook_retry_seconds)

    async def aclose(self) -> None:
        await self._sender.aclose()

    async def announce(self, account: Company, news: TicketNews) -> list[Delivery]:
        return await self._sender.send(account, news)

    def make_account(self, name: str, spec: CompanySpec) -> Company:
        return make_company(name, spec)

    def demo_spec(self) -> CompanySpec:
        return CompanySpec(
            seed=self.settings.demo_seed,
            size=self.settings.demo_size,
            public_key=self.settings.demo_public_key,
            private_key=self.settings.demo_private_key,
            client_id=self.settings.demo_client_id,
            rate_limit_per_minute=self.settings.rate_limit_per_minute,
        )

    def claimed_account(self, request: Request) -> str:
        """Of a login, or of the question for a company's codebase, which needs none."""
        asked = _COMPANY_INFO.fullmatch(request.path)
        return asked["company"] if asked else claimed_company(request)

    def headers(self) -> dict[str, str]:
        return common_headers(self.clock)

    def control_routers(self) -> Sequence[APIRouter]:
        return (signing_key.router,)

    def dispatch(self, request: Request) -> Answer:
        if match := _API.fullmatch(request.path):
            return self._call(match["codebase"], match["path"].strip("/"), request)
        if match := _COMPANY_INFO.fullmatch(request.path):
            return self._company_info(match["company"], request)
        if _CALLBACK_KEY.fullmatch(request.path):
            return self._callback_key(request)
        raise web_page_not_found()

    def _call(self, codebase: str, path: str, request: Request) -> Answer:
        login = login_of(request)
        company = self.accounts.get(login.company.lower())
        if company is None:
            raise cannot_route()
        if codebase in company.retired_codebases:
            raise web_page_not_found()
        if codebase not in {company.codebase, ROUTER_CODEBASE}:
            raise cannot_route()
        check_keys(login, company.keys, request)
        retry_after = company.limiter.take()
        if retry_after is not None:
            raise throttled(retry_after)
        return self._api.answer(company, path, request)

    def _company_info(self, name: str, request: Request) -> Answer:
        if request.method != "GET":
            raise not_allowed()
        company = self.accounts.get(name.lower())
        if company is None:
            return json_answer(200, None)
        content = {
            "CompanyName": company.id,
            "Codebase": f"{company.codebase}/",
            "VersionCode": company.codebase.replace("_", "."),
            "CompanyID": company.id,
            "IsCloud": True,
            "SiteUrl": request.headers.get("host", ""),
        }
        return json_answer(200, content)

    def _callback_key(self, request: Request) -> Answer:
        company = self.accounts.get(request.query.get("companyname", "").lower())
        if company is None or request.query.get("id") != str(company.signing.id):
            raise web_page_not_found()
        if company.signing.wants_client_id and client_id_of(request) is None:
            raise unauthorized()
        return json_answer(200, {"signing_key": company.signing.text})
