"""Whether the webhook takes anything. One that has failed for a day is disabled, and its operators are told by mail."""

from psasync.contracts.notifications import Recipients
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.notices.domain.cause_of import PLATFORM
from psasync_results.notices.domain.causes import Addressee, Cause, Channel, Facts, NoticeKind
from psasync_results.notices.domain.deliveries import Attempt
from psasync_results.notices.store.endpoints import Disabled, Endpoints
from psasync_results.notices.telling import Telling

log = get_logger(__name__)


class WebhookHealth:
    def __init__(
        self, endpoint: str, endpoints: Endpoints, telling: Telling, operators: Recipients, clock: Clock
    ) -> None:
        self._endpoint = endpoint
        self._endpoints = endpoints
        self._telling = telling
        self._operators = operators
        self._clock = clock

    async def disabled(self) -> str | None:
        """Why nothing is sent; None: it is well."""
        found = await self._endpoints.disabled(self._endpoint)
        return f"the webhook is disabled since {found.at:%Y-%m-%d %H:%M} UTC: {found.reason}" if found else None

    async def well(self) -> None:
        """It took something: from now on it gets everything again."""
        await self._endpoints.enable(self._endpoint)

    async def dead(self, attempt: Attempt) -> None:
        """Told once for each time it is disabled, by whomever and however often."""
        why = "it answered 410: gone" if attempt.gone else f"it took nothing for a day; the last time: {attempt.detail}"
        found = await self._endpoints.disable(self._endpoint, why[:300], self._clock.now())
        log.error("webhook of notices disabled", endpoint=self._endpoint, reason=found.reason)
        await self._telling.tell(_cause(found), [Addressee(Channel.MAIL, each) for each in self._operators])


def _cause(found: Disabled) -> Cause:
    name = f"{found.endpoint}/{found.at.isoformat()}"
    facts = Facts(reason=found.reason, ended_at=found.at)
    return Cause(NoticeKind.WEBHOOK_DISABLED, name, PLATFORM, None, found.at, "", facts)
