"""What calls to `/v2/admin/webhooks` are answered with."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson

from psasync_simulator.http import Answer, Request
from psasync_simulator.kaseya_bms import routes
from psasync_simulator.kaseya_bms.account import BmsAccount
from psasync_simulator.kaseya_bms.answers import invalid, not_allowed, success
from psasync_simulator.kaseya_bms.webhooks.registrations import CATEGORY, EVENTS
from psasync_simulator.kaseya_bms.webhooks.sending import Sender

DEFAULT_SIZE = 25


class Call(NamedTuple):
    account: BmsAccount
    number: int  # in the path; 0: there is none
    request: Request
    now: int


class WebhooksApi:
    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._answers: Mapping[tuple[str, str], Callable[[Call], Answer]] = {
            ("POST", routes.WEBHOOKS): _created,
            ("GET", routes.WEBHOOK): _shown,
            ("PUT", routes.WEBHOOK): _replaced,
            ("DELETE", routes.WEBHOOK): _deleted,
            ("POST", routes.WEBHOOK_SEARCH): _searched,
            ("GET", routes.WEBHOOK_EVENTS): _events,
            ("POST", routes.WEBHOOK_LOGS): _logs,
            ("GET", routes.WEBHOOK_LOG): _log,
            ("POST", routes.WEBHOOK_REDELIVER): self._redelivered,
        }

    def answer(self, account: BmsAccount, target: routes.Target, request: Request, now: int) -> Answer:
        """Raises `Refused`."""
        answer = self._answers.get((request.method, target.name))
        if answer is None:
            raise not_allowed()
        return answer(Call(account, target.number, request, now))

    def _redelivered(self, call: Call) -> Answer:
        self._sender.redeliver(call.account, call.account.deliveries.find(call.number))
        return success("Queued")


def _created(call: Call) -> Answer:
    return success(call.account.webhooks.create(_given(call.request), call.now).whole())


def _shown(call: Call) -> Answer:
    return success(call.account.webhooks.find(call.number).whole())


def _replaced(call: Call) -> Answer:
    return success(call.account.webhooks.replace(call.number, _given(call.request), call.now).whole())


def _deleted(call: Call) -> Answer:
    """Kaseya's description gives this answer no body."""
    call.account.webhooks.delete(call.number)
    return Answer(200)


def _events(_call: Call) -> Answer:
    return success([{"id": number, "name": name, **CATEGORY} for number, (name, _) in EVENTS.items()])


def _logs(call: Call) -> Answer:
    return success([entry.listed() for entry in call.account.deliveries.of(call.number)])


def _log(call: Call) -> Answer:
    return success(call.account.deliveries.find(call.number).whole())


def _searched(call: Call) -> Answer:
    """By a part of the address."""
    given, spec = _given(call.request), call.account.spec
    wanted = {str(name).lower(): value for name, value in (given.get("filter") or {}).items()}
    part = str(wanted.get("payloadurl") or "")
    found = [webhook.listed() for webhook in call.account.webhooks if part in webhook.url]
    size = min(int(given.get("pagesize") or DEFAULT_SIZE), spec.largest_page)
    number = given.get("pagenumber")
    begin = max(0, int(spec.first_page if number is None else number) - spec.first_page) * size
    return success(found[begin : begin + size], len(found))


def _given(request: Request) -> Mapping[str, Any]:
    """The body's fields by lower-case name. Raises `Refused`."""
    try:
        content = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise invalid("The body") from None
    if not isinstance(content, dict):
        raise invalid("The body")
    return {name.lower(): value for name, value in content.items()}
