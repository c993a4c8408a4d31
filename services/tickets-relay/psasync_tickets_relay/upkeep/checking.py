"""Looks now and then whether registrations are as they are wanted, and renews those that are dead."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from psasync.contracts.internal import ResolvedConnection, WebhookRenewed
from psasync.kit.catalog import CatalogClient, CatalogUnavailable
from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document
from psasync_tickets_relay import metrics
from psasync_tickets_relay.domain.standing import Standing
from psasync_tickets_relay.store.due import NEVER
from psasync_tickets_relay.store.registrations import Registrations, found, standing_of
from psasync_tickets_relay.upkeep.due_loop import after_failures, jittered
from psasync_tickets_relay.upkeep.registering import Registering
from psasync_tickets_relay.upkeep.troubles import GONE, Trouble, trouble_of

log = get_logger(__name__)

_REQUEST_SECONDS = 20.0
"""Somebody waits for it, and a request may take half as much again."""

_FIRST_RETRY, _LONGEST_RETRY = 30.0, 3_600.0  # seconds


class Checking:
    """`every`: seconds between two looks at a registration that is well; `seconds`: how long one may take."""

    def __init__(
        self,
        store: Registrations,
        catalog: CatalogClient,
        registering: Registering,
        *,
        every: float,
        seconds: float,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._registering = registering
        self._every = every
        self._seconds = seconds

    async def treat(self, claimed: Document) -> None:
        """One that is due. What is wanted meanwhile is due at once."""
        before = standing_of(claimed)
        after, trouble = await self._looked(before)
        due_at = self.next_look(after, trouble)
        only_if = {"revision": before.revision}
        if not await self._store.due.finish(claimed, found(after), due_at, only_if=only_if):
            await self._store.due.let_go(claimed, datetime.now(UTC))
            return
        if trouble and not trouble.meant:
            metrics.UPKEEP_WAITS.labels("registration").inc()
            log.warning("webhook registration not checked", connection=before.connection, reason=trouble.text)
        await self._tell(after)

    async def ask(
        self, connection: ResolvedConnection, before: Standing, *, within: float = _REQUEST_SECONDS
    ) -> Standing:
        """At once, for somebody who waits for it: `within` seconds."""
        seconds = min(self._seconds, within)
        after, trouble = await self._registering.settle(connection, before, seconds=seconds)
        if await self._store.note(after, self.next_look(after, trouble)):
            await self._tell(after)
        return after

    def next_look(self, after: Standing, trouble: Trouble | None) -> datetime:
        now = datetime.now(UTC)
        if trouble is not None or not after.settled:
            wait = after_failures(after.failures, first=_FIRST_RETRY, cap=min(_LONGEST_RETRY, self._every))
            return now + max(wait, timedelta(seconds=trouble.wait or 0) if trouble else wait)
        return now + jittered(self._every) if after.wanted else NEVER

    async def _tell(self, after: Standing) -> None:
        """People hear of a renewal through the scheduler; while that is away, it is tried again soon."""
        if not after.untold or after.renewed_at is None:
            return
        try:
            await self._catalog.webhook_renewed(after.connection, WebhookRenewed(at=after.renewed_at))
        except CatalogUnavailable as fault:
            log.warning("renewed webhook not told", connection=after.connection, fault=str(fault))
            await self._store.due.hasten(after.connection, datetime.now(UTC) + jittered(_FIRST_RETRY))
        else:
            await self._store.told(after)

    async def _looked(self, before: Standing) -> tuple[Standing, Trouble | None]:
        try:
            connection = await self._catalog.connection(before.connection)
        except CatalogUnavailable as fault:
            return _without(before, trouble_of(fault))
        if connection is None:
            return _without(before, GONE)
        return await self._registering.settle(connection, before, seconds=self._seconds)


def _without(before: Standing, trouble: Trouble) -> tuple[Standing, Trouble]:
    return replace(before, trouble=trouble.text, failures=before.failures + 1), trouble
