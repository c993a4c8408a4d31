"""Registering with Autotask where it shall send ticket webhooks.

A webhook is made switched off, gets its fields one by one, and is switched on at the end: one that was left half way
sends nothing, and the next registration completes it.
"""

from typing import Any

from psasync.psa.autotask.client import Client
from psasync.psa.autotask.query import MAX_RECORDS
from psasync.psa.autotask.reading.rows import Position, read_rows, row_id
from psasync.psa.autotask.webhook.fields import add_field, missing_fields
from psasync.psa.live_tickets import HookTarget, Registration, RegistrationState
from psasync.psa.port import PsaError

PATH = "TicketWebhooks"
NAME = "PSA Sync: live tickets"

ABSENT = Registration(RegistrationState.ABSENT)
OFF = "Autotask has the webhook switched off: it was left half way, or too many deliveries in a row have failed."
NOT_READY = "Autotask does not have the webhook ready yet."


class AutotaskRegistrar:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def aclose(self) -> None:
        await self._client.aclose()

    async def find(self, target: HookTarget) -> Registration:
        self._mask(target)
        row = await self._find(target)
        return ABSENT if row is None else _registration(row)

    async def register(self, target: HookTarget) -> Registration:
        self._mask(target)
        row = await self._find(target) or await self._create(target)
        number = _id(row)
        for field in await missing_fields(self._client, number):
            await self._add(number, field)
        # All of it, whatever it had: the secret that a webhook was made with cannot be read again.
        await self._client.call("PATCH", PATH, {"id": number, **_settings(target), "isActive": True})
        return await self.find(target)

    async def remove(self, target: HookTarget) -> None:
        self._mask(target)
        row = await self._find(target)
        if row is None:
            return
        number = _id(row)
        try:
            await self._client.call("DELETE", f"{PATH}/{number}")
        except PsaError:
            # Someone else may have removed it in between: what is missing is refused like anything that is wrong.
            if await self._find(target) is not None:
                raise

    def _mask(self, target: HookTarget) -> None:
        """A refusal may quote what it refuses."""
        self._client.mask(target.secret, target.address, target.deactivation_address)

    async def _create(self, target: HookTarget) -> dict[str, Any]:
        created: PsaError | None = None
        try:
            await self._client.call("POST", PATH, {**_settings(target), "isActive": False})
        except PsaError as error:
            # Autotask refuses a second one for the address, which someone else may have made in between.
            created = error
        row = await self._find(target)
        if row is not None:
            return row
        raise created or self._client.faults.unreadable(PATH, "it does not hold the webhook that was just made")

    async def _add(self, number: int, field: int) -> None:
        try:
            await add_field(self._client, number, field)
        except PsaError:
            if field in await missing_fields(self._client, number):
                raise

    async def _find(self, target: HookTarget) -> dict[str, Any] | None:
        position: Position | None = Position()
        while position is not None:
            read = await read_rows(self._client, PATH, [], position, MAX_RECORDS)
            for row in read.rows:
                if row_id(row) is not None and row.get("webhookUrl") == target.address:
                    found: dict[str, Any] = row
                    return found
            position = read.next
        return None


def _settings(target: HookTarget) -> dict[str, Any]:
    return {
        "name": NAME,
        "webhookUrl": target.address,
        "deactivationUrl": target.deactivation_address,
        "secretKey": target.secret,
        "isSubscribedToCreateEvents": True,
        "isSubscribedToUpdateEvents": True,
        "isSubscribedToDeleteEvents": True,
        "sendThresholdExceededNotification": False,
    }


def _registration(row: dict[str, Any]) -> Registration:
    number = str(_id(row))
    if row.get("isActive") is not True:
        return Registration(RegistrationState.INACTIVE, number, OFF)
    if row.get("isReady") is not True:
        return Registration(RegistrationState.INACTIVE, number, NOT_READY)
    return Registration(RegistrationState.ACTIVE, number)


def _id(row: dict[str, Any]) -> int:
    number: int = row["id"]
    return number
