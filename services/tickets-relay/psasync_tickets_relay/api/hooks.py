"""Where PSA systems send their webhooks."""

import math
import time
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.http import Problem, not_found, unavailable
from psasync.kit.http.address import client_address
from psasync.kit.logging import bind
from psasync.psa.port import RawWebhook
from psasync_tickets_relay.api.body import read_body
from psasync_tickets_relay.inbound.door import Door
from psasync_tickets_relay.inbound.health import Health, Refusal
from psasync_tickets_relay.inbound.turns import Turns
from psasync_tickets_relay.inbound.verdicts import HookDeferred, HookRefused, HookThrottled, Outcome, UnknownHook
from psasync_tickets_relay.inbound.webhook import WebhookIntake
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.upkeep.trial import HEADER as TRIAL_HEADER
from psasync_tickets_relay.upkeep.trial import Trials

_ANSWERS: dict[int | str, dict[str, str]] = {
    204: {"description": "Acknowledged by Kafka, now or before; or genuine and not about a ticket."},
    401: {"description": "The signature does not verify. Nothing was published."},
    404: {"description": "No connection has this address."},
    413: {"description": "The body is too large."},
    429: {"description": "The connection sends more than its share."},
    503: {"description": "It cannot be verified or published at the moment. Nothing was published: send it again."},
}


def hooks_router(
    settings: RelaySettings, door: Door, turns: Turns, intake: WebhookIntake, health: Health, trials: Trials
) -> APIRouter:
    router = APIRouter(tags=["webhooks"])

    @router.post("/hooks/{token}", status_code=204, responses=_ANSWERS, summary="A webhook of a PSA system")
    async def receive(token: str, request: Request) -> Response:
        """The body is verified as it is. Parameters that the PSA appends to the address change nothing."""
        began = time.perf_counter()
        try:
            connection = await door.connection(token)
            with bind(tenant=connection.tenant, connection=connection.id):
                shown = request.headers.get(TRIAL_HEADER)
                if shown is not None:
                    return await _tried(trials, door, connection, shown, time.perf_counter() - began)
                await _taken(connection, request)
        except UnknownHook:
            raise not_found("such webhook address") from None
        except HookDeferred as deferred:
            raise _later(deferred) from None
        return Response(status_code=204)

    async def _taken(connection: ResolvedConnection, request: Request) -> Outcome:
        size = 0
        try:
            door.check(connection, request.headers.get("content-type", ""))
            async with turns.taken(connection.id):
                body = await read_body(request, limit=settings.webhook_max_bytes, seconds=settings.webhook_body_seconds)
                size = len(body)
                webhook = RawWebhook(body, dict(request.headers), dict(request.query_params))
                outcome = await intake.receive(connection, webhook)
        except HookRefused as refused:
            health.refused(_refusal(connection, request, refused, size or _declared(request)))
            raise _refused(refused) from None
        except HookThrottled as throttled:
            health.deferred(connection.id, connection.tenant, "rate-limit")
            raise _throttled(throttled) from None
        except HookDeferred as deferred:
            health.deferred(connection.id, connection.tenant, deferred.reason)
            raise
        health.answered(connection.id, connection.tenant, outcome, datetime.now(UTC))
        return outcome

    return router


async def _tried(
    trials: Trials, door: Door, connection: ResolvedConnection, shown: str, lookup_seconds: float
) -> Response:
    """A call of our own, to see whether the address leads to here; it takes its share like any other."""
    try:
        door.check(connection, "")
    except HookThrottled as throttled:
        raise _throttled(throttled) from None
    answer = await trials.answer(connection, shown, round(lookup_seconds * 1000, 1))
    if answer is None:
        raise _refused(HookRefused("trial-unknown"))
    return JSONResponse(answer)


def _refusal(connection: ResolvedConnection, request: Request, refused: HookRefused, size: int) -> Refusal:
    source = client_address(request)
    return Refusal(connection.id, connection.tenant, refused.reason, datetime.now(UTC), size, source)


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length[:15]) if length.isascii() and length.isdigit() else 0


def _refused(refused: HookRefused) -> Problem:
    title = "The webhook is not taken" if refused.status != HTTPStatus.UNAUTHORIZED else "The webhook is not believed"
    # What is left of a body that was not read to its end cannot be told from another request.
    headers = {"Connection": "close"} if refused.status in {400, 408, 413, 415} else {}
    return Problem(refused.status, title, code="webhook-refused", extra={"reason": refused.reason}, headers=headers)


def _throttled(throttled: HookThrottled) -> Problem:
    headers = {"Retry-After": str(math.ceil(throttled.retry_after))}
    return Problem(429, "Too many webhooks", "The connection sends more than its share.", code="throttled",
                   headers=headers)  # fmt: skip


def _later(deferred: HookDeferred) -> Problem:
    detail = f"Nothing was published ({deferred.reason}); send it again."
    return unavailable(detail, retry_after=math.ceil(deferred.retry_after), code=deferred.reason)
