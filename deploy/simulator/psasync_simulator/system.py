"""What a simulated system is to the rest of the process, and the ASGI shell that all of them share."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from fastapi import APIRouter

from psasync_simulator.account import Account
from psasync_simulator.calls import Call, CallLog
from psasync_simulator.clock import VirtualClock
from psasync_simulator.data.spec import DatasetSpec
from psasync_simulator.fault_answers import SHARED, FaultAnswers
from psasync_simulator.faults import FaultBoard, FaultKind
from psasync_simulator.http import Answer, BodyTooLarge, Receive, Request, Scope, Send, read_request, send_answer
from psasync_simulator.refusal import Refused
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.spoiling import SPOILERS, spoil
from psasync_simulator.webhooks.deliverer import Delivery
from psasync_simulator.webhooks.news import Tampering, TicketNews

AccountT = TypeVar("AccountT", bound=Account)
SpecT = TypeVar("SpecT", bound=DatasetSpec)


class SimulatedSystem(ABC, Generic[AccountT, SpecT]):
    """An ASGI application, mounted at `/{name}`.

    A call is read, logged, answered by a fault on order or by `dispatch`, spoiled if that was ordered, and sent.
    """

    name: ClassVar[str]
    fault_answers: ClassVar[FaultAnswers]
    """In the system's own shapes: THROTTLE, ERROR, EXPIRED_KEY, FORBIDDEN, MISSING, BAD_ROWS."""
    spec: type[SpecT]
    tamperings: ClassVar[frozenset[Tampering]] = frozenset()
    """What can be wrong with its webhooks on order."""

    def __init__(self, clock: VirtualClock, settings: SimulatorSettings) -> None:
        self.clock = clock
        self.settings = settings
        self.accounts: dict[str, AccountT] = {}  # by lower-case id
        self.calls = CallLog()
        self.faults = FaultBoard()

    # what a system is

    @abstractmethod
    def make_account(self, name: str, spec: SpecT) -> AccountT:
        """A fresh account; the caller puts it in place."""

    @abstractmethod
    def claimed_account(self, request: Request) -> str:
        """The lower-case id of the account that the caller claims to be, proven or not; "" if it claims none."""

    @abstractmethod
    def dispatch(self, request: Request) -> Answer:
        """The right answer. Raises `Refused` for everything that is not a success."""

    def endpoint(self, account: str, request: Request) -> str:  # noqa: ARG002 - for those that override it
        """What calls are counted by that run at once; "" for a system without limits per endpoint."""
        return ""

    def headers(self) -> dict[str, str]:
        """What every answer carries, faults too."""
        return {}

    def control_routers(self) -> Sequence[APIRouter]:
        """Control routes that only this system has, below `/_control/{name}/accounts/{account}/`."""
        return ()

    def demo_spec(self) -> SpecT:
        """Of the account that is there from the start."""
        return self.spec(seed=self.settings.demo_seed, size=self.settings.demo_size)

    async def announce(self, account: AccountT, news: TicketNews) -> Sequence[Delivery]:  # noqa: ARG002 - as above
        """Send the webhooks of a changed ticket; returns when each is accepted or given up."""
        return ()

    async def aclose(self) -> None:
        """Let go of what the system holds open."""

    # what every system does

    def put_account(self, name: str, spec: SpecT) -> AccountT:
        """Make the account, or put a fresh one in the place of the old."""
        account = self.make_account(name, spec)
        self.accounts[name.lower()] = account
        return account

    def fault_kinds(self) -> frozenset[FaultKind]:
        """What can be ordered here."""
        return frozenset({FaultKind.SLOW, *SPOILERS, *SHARED, *self.fault_answers})

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
        account = self.claimed_account(request)
        endpoint = self.endpoint(account, request)
        self.calls.begin(endpoint)
        status = 0
        try:
            answer = await self._with_faults(account, request)
            status = answer.status
            return answer
        finally:
            self.calls.end(Call(account, request.method, request.path, request.query_string, status), endpoint)

    async def _with_faults(self, account: str, request: Request) -> Answer:
        fault = self.faults.next_for(account, request)
        instead = (self.fault_answers.get(fault.kind) or SHARED.get(fault.kind)) if fault else None
        answer = instead(fault) if fault and instead else self._answer(request)
        # A cached page must not take on the headers of one call.
        answer = Answer(answer.status, answer.body, answer.content_type, {**answer.headers, **self.headers()})
        return await spoil(fault, answer) if fault else answer

    def _answer(self, request: Request) -> Answer:
        try:
            return self.dispatch(request)
        except Refused as refused:
            return refused.answer
