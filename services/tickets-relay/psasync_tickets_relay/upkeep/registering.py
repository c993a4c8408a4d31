"""Brings a connection's registration to what is wanted of it, and finds out how it stands."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.logging import get_logger
from psasync.kit.logging.secrets import KnownSecrets
from psasync.psa.live_tickets import HookTarget, Registration, RegistrationState, WebhookRegistrar
from psasync.psa.port import PsaError
from psasync_tickets_relay import metrics
from psasync_tickets_relay.domain.standing import HookState, Standing, state_of
from psasync_tickets_relay.upkeep.opening import Opening
from psasync_tickets_relay.upkeep.troubles import PAUSED, Trouble, trouble_of

log = get_logger(__name__)

_REMOVED = Registration(RegistrationState.ABSENT)


class Registering:
    """What it does can be repeated, also by several replicas at once."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    async def settle(
        self, connection: ResolvedConnection, before: Standing, *, seconds: float
    ) -> tuple[Standing, Trouble | None]:
        """How it stands afterwards, and what stood in the way; it takes `seconds` at most.

        Raises nothing of what a PSA does. What was cut off half way is completed the next time.
        """
        now = datetime.now(UTC).replace(microsecond=0)
        if before.wanted and not connection.active:
            return _failed(before, PAUSED)
        try:
            async with asyncio.timeout(seconds):
                found, renewed = await self._settled(connection, before)
        except Exception as fault:  # noqa: BLE001 - it is told, and tried again
            trouble = trouble_of(fault)
            return _failed(before, replace(trouble, text=self._masked(trouble.text, connection)))
        after = replace(
            before,
            state=HookState.BY_HAND if found is None else state_of(found),
            detail="" if found is None else self._masked(found.detail, connection),
            trouble="",
            checked_at=now,
        )
        after = replace(after, failures=0 if after.settled else before.failures + 1)
        if after.state is not before.state or after.since is None:
            after = replace(after, since=now)
        return (_renewed(connection, after, now) if renewed else after), None

    async def _settled(self, connection: ResolvedConnection, before: Standing) -> tuple[Registration | None, bool]:
        """What the PSA has now, and whether it had lost it. None: the system cannot be asked."""
        registrar = self._opening.registrar(connection)
        if registrar is None:
            return None, False
        try:
            target = self._opening.target(connection)
            if not before.wanted:
                await registrar.remove(target)
                return _REMOVED, False
            return await _registered(registrar, target, expected=before.state is HookState.ACTIVE)
        finally:
            await registrar.aclose()

    def _masked(self, text: str, connection: ResolvedConnection) -> str:
        """A PSA's words may repeat what it was sent, and more people may read them than may know the address."""
        try:
            target = self._opening.target(connection)
        except PsaError:
            return text  # then nothing was sent
        known = KnownSecrets()
        for value in (target.address, target.address.rpartition("/")[2], target.secret):
            known.add(value)
        return known.mask(text, "[redacted]")


async def _registered(registrar: WebhookRegistrar, target: HookTarget, *, expected: bool) -> tuple[Registration, bool]:
    found = await registrar.find(target)
    if found.state is RegistrationState.ACTIVE:
        return found, False
    return await registrar.register(target), expected


def _renewed(connection: ResolvedConnection, standing: Standing, now: datetime) -> Standing:
    metrics.REGISTRATIONS_RENEWED.labels(connection.system).inc()
    log.warning("webhook registration renewed", connection=connection.id, tenant=connection.tenant)
    return replace(standing, renewed_at=now, untold=True)


def _failed(before: Standing, trouble: Trouble) -> tuple[Standing, Trouble]:
    return replace(before, trouble=trouble.text, failures=before.failures + 1), trouble
