"""Sends calls, and tries again where that is safe. Two flavours of the same few steps."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

import httpx

from psasync_client.addresses import Addresses
from psasync_client.errors import PsaSyncError
from psasync_client.operation import Call
from psasync_client.retries import Attempts, Retries
from psasync_client.wire import LIMITS, Wire, refusal


class Transport:
    """`http`: a client of the caller's own (TLS, proxies), which it closes itself."""

    def __init__(
        self, key: str | None, addresses: Addresses, *, timeout: float, retries: Retries, http: httpx.Client | None
    ) -> None:
        self.retries = retries
        self._wire = Wire(key, addresses, timeout)
        self._own = http is None
        self._http = httpx.Client(limits=LIMITS) if http is None else http

    def close(self) -> None:
        if self._own:
            self._http.close()

    def send(self, call: Call) -> httpx.Response:
        """A good answer, read to its end. Raises PsaSyncError."""
        attempts = Attempts(self.retries, repeatable=call.repeatable)
        while True:
            try:
                return self._once(call, attempts.left)
            except PsaSyncError as error:
                pause = attempts.pause_after(error)
            time.sleep(pause)

    @contextmanager
    def opened(self, call: Call, accept: str) -> Iterator[Iterator[bytes]]:
        """One try: the pieces of a good answer as they come. Raises PsaSyncError, also while they are taken."""
        with self._wire.translated(call):
            request = self._http.build_request(
                call.method,
                self._wire.url(call),
                headers=self._wire.headers(call, accept),
                timeout=self._wire.stream_limit,
            )
            response = self._http.send(request, stream=True)
            try:
                if response.status_code != HTTPStatus.OK:
                    raise refusal(call, response.status_code, response.headers, response.read())
                yield response.iter_bytes()
            finally:
                response.close()

    def _once(self, call: Call, left: float) -> httpx.Response:
        with self._wire.translated(call):
            response = self._http.request(
                call.method,
                self._wire.url(call),
                headers=self._wire.headers(call),
                content=call.content,
                timeout=self._wire.limit(left),
                follow_redirects=False,
            )
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            raise refusal(call, response.status_code, response.headers, response.content)
        return response


class AsyncTransport:
    """`http`: a client of the caller's own (TLS, proxies), which it closes itself."""

    def __init__(
        self,
        key: str | None,
        addresses: Addresses,
        *,
        timeout: float,
        retries: Retries,
        http: httpx.AsyncClient | None,
    ) -> None:
        self.retries = retries
        self._wire = Wire(key, addresses, timeout)
        self._own = http is None
        self._http = httpx.AsyncClient(limits=LIMITS) if http is None else http

    async def close(self) -> None:
        if self._own:
            await self._http.aclose()

    async def send(self, call: Call) -> httpx.Response:
        """A good answer, read to its end. Raises PsaSyncError."""
        attempts = Attempts(self.retries, repeatable=call.repeatable)
        while True:
            try:
                return await self._once(call, attempts.left)
            except PsaSyncError as error:
                pause = attempts.pause_after(error)
            await asyncio.sleep(pause)

    @asynccontextmanager
    async def opened(self, call: Call, accept: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """One try: the pieces of a good answer as they come. Raises PsaSyncError, also while they are taken."""
        with self._wire.translated(call):
            request = self._http.build_request(
                call.method,
                self._wire.url(call),
                headers=self._wire.headers(call, accept),
                timeout=self._wire.stream_limit,
            )
            response = await self._http.send(request, stream=True)
            try:
                if response.status_code != HTTPStatus.OK:
                    raise refusal(call, response.status_code, response.headers, await response.aread())
                yield response.aiter_bytes()
            finally:
                await response.aclose()

    async def _once(self, call: Call, left: float) -> httpx.Response:
        with self._wire.translated(call):
            response = await self._http.request(
                call.method,
                self._wire.url(call),
                headers=self._wire.headers(call),
                content=call.content,
                timeout=self._wire.limit(left),
                follow_redirects=False,
            )
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            raise refusal(call, response.status_code, response.headers, response.content)
        return response
