"""A test message from set-up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, forbidden, invalid, requires
from psasync.kit.http.limits import Limit
from psasync.kit.rate import Rate
from psasync_results.notices.api.schemas import TrialBody, TrialsView, TrialView
from psasync_results.notices.domain.addressees import WEBHOOK
from psasync_results.notices.domain.causes import Addressee, Channel
from psasync_results.notices.trying import Trying

Admin = Annotated[Principal, Depends(requires(Role.ADMIN))]

_PER_MINUTE = 5


def routes(trying: Trying) -> APIRouter:
    router = APIRouter(prefix="/v1/notices", tags=["notices"])
    detail = f"This key may send {_PER_MINUTE} test messages per minute here."
    limit = Limit("test-messages", Rate(_PER_MINUTE, _PER_MINUTE), detail)

    @router.post("/tests", operation_id="notices.test", summary="Send a test message, and hear what came of it")
    async def send_test(body: TrialBody, principal: Admin, request: Request) -> TrialsView:
        if body.webhook and principal.tenant is not None:
            raise forbidden("The webhook belongs to the whole platform.")
        addressees = [Addressee(Channel.MAIL, each) for each in body.recipients]
        addressees += [WEBHOOK] if body.webhook else []
        if not addressees:
            raise invalid([("recipients", "somebody has to be named")])
        for _ in addressees:
            limit.spend(request, principal.key_id)
        attempts = await trying.send(addressees, principal.key_id)
        items = [
            TrialView(channel=to.channel, address=to.address, ok=tried.sent, status=tried.status, detail=tried.detail)
            for to, tried in zip(addressees, attempts, strict=True)
        ]
        return TrialsView(items=items)

    return router
