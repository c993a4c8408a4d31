"""Delivering webhooks over HTTP, with retry."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Message:
    """One webhook, ready to be sent."""

    hook: int | str  # the registration that it is sent for
    url: str
    message_id: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    hook: int | str
    url: str
    message_id: str
    statuses: list[int]  # of each attempt; 0: no answer

    @property
    def accepted(self) -> bool:
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300


def is_final(status: int) -> bool:
    """Accepted, or refused for good."""
    return 200 <= status < 500 and status != 429


def is_success(status: int) -> bool:
    return 200 <= status < 300


class Deliverer:
    """`pauses`: the seconds before each further attempt. `done` tells the answers that are not tried again."""

    def __init__(self, pauses: Sequence[float] = (), *, done: Callable[[int], bool] = is_final) -> None:
        self._pauses = tuple(pauses)
        self._done = done
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def deliver(self, message: Message) -> Delivery:
        """Returns when the message is accepted or given up."""
        statuses = await self._attempts(message)
        return Delivery(message.hook, message.url, message.message_id, statuses)

    async def deliver_all(self, messages: Sequence[Message]) -> list[Delivery]:
        """At once."""
        return list(await asyncio.gather(*map(self.deliver, messages)))

    async def _attempts(self, message: Message) -> list[int]:
        statuses: list[int] = []
        for pause in (*self._pauses, None):
            statuses.append(await self._post(message))
            if self._done(statuses[-1]):
                break
            if pause is not None:
                await asyncio.sleep(pause)
        return statuses

    async def _post(self, message: Message) -> int:
        try:
            answer = await self._client.post(message.url, content=message.body, headers=dict(message.headers))
        except httpx.HTTPError:
            return 0
        return answer.status_code
