"""HTTP to the provider: JSON of bounded size, within a time limit, at addresses that the operator permits."""

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from psasync.kit.logging import get_logger
from psasync.trust import authorities
from psasync_scheduler.actions.oidc.errors import ProviderDown, ProviderFault
from psasync_scheduler.domain.addresses import call_mistake

log = get_logger(__name__)

_LARGEST_ANSWER = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: Mapping[str, Any]


class Transport:
    """Follows no redirect: an address is called because discovery or the operator named it."""

    def __init__(self, timeout_seconds: float, plain_http_hosts: AbstractSet[str]) -> None:
        self._limit = timeout_seconds
        self._plain_http_hosts = plain_http_hosts
        self._http = httpx.AsyncClient(
            timeout=timeout_seconds,
            headers={"Accept": "application/json"},
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=2),
            verify=authorities(),
            trust_env=False,
        )

    def check(self, address: str, what: str) -> None:
        """Raises `ProviderFault` for an address that must not be called, nor a browser sent to."""
        mistake = call_mistake(address, self._plain_http_hosts)
        if mistake:
            raise ProviderFault(f"An address in the {what} of the provider {mistake}.")

    async def get(self, address: str, what: str) -> Mapping[str, Any]:
        """Raises `ProviderDown`, and `ProviderFault` for any answer but a JSON object."""
        answer = await self._ask("GET", address, what)
        if answer.status != httpx.codes.OK:
            raise ProviderFault(f"The {what} of the provider answers {answer.status}.")
        return answer.content

    async def post(self, address: str, what: str, form: Mapping[str, str], auth: httpx.Auth | None = None) -> Answer:
        """Any answer below 500 that is a JSON object. Raises `ProviderDown` and `ProviderFault`."""
        return await self._ask("POST", address, what, form, auth)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _ask(
        self,
        method: str,
        address: str,
        what: str,
        form: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
    ) -> Answer:
        try:
            async with asyncio.timeout(self._limit):
                async with self._http.stream(method, address, data=form, auth=auth) as response:
                    body = await _bounded(response, what)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            log.warning("the sign-in provider does not answer", what=what, error=type(error).__name__)
            raise ProviderDown(f"{what}: {type(error).__name__}") from error
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            log.warning("the sign-in provider does not answer", what=what, status=response.status_code)
            raise ProviderDown(f"{what}: {response.status_code}")
        return Answer(response.status_code, _object(body, what))


async def _bounded(response: httpx.Response, what: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _LARGEST_ANSWER:
            raise ProviderFault(f"The {what} of the provider answers with more than {_LARGEST_ANSWER} bytes.")
    return bytes(body)


def _object(body: bytes, what: str) -> Mapping[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise ProviderFault(f"The {what} of the provider answers with something else than a JSON object.")
    return content
