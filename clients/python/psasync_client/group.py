"""What the generated groups of operations stand on."""

from collections.abc import AsyncGenerator, Generator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from psasync_client.answers import read, read_page
from psasync_client.downloads import adownload, download
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages
from psasync_client.resumption import Resumption, StreamOperation
from psasync_client.streams import AsyncEvents, Events
from psasync_client.transport import AsyncTransport, Transport

T = TypeVar("T")

Values = Mapping[str, Any] | None
Body = BaseModel | Mapping[str, Any] | None


class Group:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _send(
        self,
        operation: Operation[T],
        *arguments: str,
        query: Values = None,
        headers: Values = None,
        body: Body = None,
    ) -> T:
        response = self._transport.send(operation.call(arguments, query=query, headers=headers, body=body))
        return read(operation, response.status_code, response.headers, response.content)

    def _pages(
        self, operation: Operation[Page[T]], item: type[T], *arguments: str, query: Values, cursor: str | None
    ) -> Pages[T]:
        def page(cursor: str | None) -> Page[T]:
            call = operation.call(arguments, query={**(query or {}), "cursor": cursor})
            response = self._transport.send(call)
            return read_page(operation, item, response.status_code, response.content)

        return Pages(page, cursor)

    def _events(
        self, operation: StreamOperation[T], *arguments: str, query: Values = None, last_event_id: str | None
    ) -> Events[T]:
        call = operation.call(arguments, query=query)
        return Events(self._transport, Resumption(operation, call, self._transport.retries, last_event_id))

    def _download(
        self, operation: Operation[bytes], *arguments: str, query: Values = None
    ) -> Generator[bytes, None, None]:
        return download(self._transport, operation.call(arguments, query=query))


class AsyncGroup:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def _send(
        self,
        operation: Operation[T],
        *arguments: str,
        query: Values = None,
        headers: Values = None,
        body: Body = None,
    ) -> T:
        response = await self._transport.send(operation.call(arguments, query=query, headers=headers, body=body))
        return read(operation, response.status_code, response.headers, response.content)

    def _pages(
        self, operation: Operation[Page[T]], item: type[T], *arguments: str, query: Values, cursor: str | None
    ) -> AsyncPages[T]:
        async def page(cursor: str | None) -> Page[T]:
            call = operation.call(arguments, query={**(query or {}), "cursor": cursor})
            response = await self._transport.send(call)
            return read_page(operation, item, response.status_code, response.content)

        return AsyncPages(page, cursor)

    def _events(
        self, operation: StreamOperation[T], *arguments: str, query: Values = None, last_event_id: str | None
    ) -> AsyncEvents[T]:
        call = operation.call(arguments, query=query)
        return AsyncEvents(self._transport, Resumption(operation, call, self._transport.retries, last_event_id))

    def _download(
        self, operation: Operation[bytes], *arguments: str, query: Values = None
    ) -> AsyncGenerator[bytes, None]:
        return adownload(self._transport, operation.call(arguments, query=query))
