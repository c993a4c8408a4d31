"""The simulated ConnectWise cloud as an ASGI application: routing, faults, keys, limits, then the endpoint."""

import re

from psasync_simulator.calls import Call, CallLog
from psasync_simulator.clock import VirtualClock
from psasync_simulator.connectwise.api import Api, common_headers
from psasync_simulator.connectwise.auth import check_keys, client_id_of, login_of
from psasync_simulator.connectwise.cache import PageCache
from psasync_simulator.connectwise.company import ROUTER_CODEBASE, Company
from psasync_simulator.connectwise.errors import (
    Refused,
    cannot_route,
    not_allowed,
    throttled,
    unauthorized,
    web_page_not_found,
)
from psasync_simulator.faults import FaultBoard, in_place_of, spoil
from psasync_simulator.http import (
    Answer,
    BodyTooLarge,
    Receive,
    Request,
    Scope,
    Send,
    json_answer,
    read_request,
    send_answer,
)

_API = re.compile(r"/+(?P<codebase>[^/]+)/apis/3\.0/(?P<path>.*)")
_COMPANY_INFO = re.compile(r"/+login/companyinfo/(?P<company>[^/]+)/?")
_CALLBACK_KEY = re.compile(r"/+[^/]+/+system/callbackkey(?:/index\.rails)?")


class ConnectWise:
    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.companies: dict[str, Company] = {}  # by lower-case id
        self.calls = CallLog()
        self.faults = FaultBoard()
        self._api = Api(clock, PageCache())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            request = await read_request(scope, receive)
        except BodyTooLarge:
            await send_answer(Answer(413, b"Request too large", "text/plain"), send)
            return
        await send_answer(await self._handle(request), send)

    async def _handle(self, request: Request) -> Answer:
        self.calls.begin()
        company = _claimed_company(request)
        status = 0
        try:
            answer = await self._with_faults(company, request)
            answer.headers.update(common_headers(self.clock))
            status = answer.status
            return answer
        finally:
            page_id = request.query.get("pageid", "")
            self.calls.end(Call(company, request.method, request.path, request.query_string, page_id, status))

    async def _with_faults(self, company: str, request: Request) -> Answer:
        fault = self.faults.next_for(company, request)
        answer = in_place_of(fault) if fault else None
        if answer is None:
            answer = self._answer(request)
        # A cached page must not take on the headers of one call.
        answer = Answer(answer.status, answer.body, answer.content_type, dict(answer.headers))
        return await spoil(fault, answer) if fault else answer

    def _answer(self, request: Request) -> Answer:
        try:
            return self._dispatch(request)
        except Refused as refused:
            return refused.answer

    def _dispatch(self, request: Request) -> Answer:
        if match := _API.fullmatch(request.path):
            return self._call(match["codebase"], match["path"].strip("/"), request)
        if match := _COMPANY_INFO.fullmatch(request.path):
            return self._company_info(match["company"], request)
        if _CALLBACK_KEY.fullmatch(request.path):
            return self._callback_key(request)
        raise web_page_not_found()

    def _call(self, codebase: str, path: str, request: Request) -> Answer:
        login = login_of(request)
        company = self.companies.get(login.company.lower())
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
        company = self.companies.get(name.lower())
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
        company = self.companies.get(request.query.get("companyname", "").lower())
        if company is None or request.query.get("id") != str(company.signing.id):
            raise web_page_not_found()
        if company.signing.wants_client_id and client_id_of(request) is None:
            raise unauthorized()
        return json_answer(200, {"signing_key": company.signing.text})


def _claimed_company(request: Request) -> str:
    try:
        return login_of(request).company.lower()
    except Refused:
        return ""
