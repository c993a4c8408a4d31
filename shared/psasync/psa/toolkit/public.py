"""Connections only to public addresses: for hosts that a tenant names and that nobody of ours has looked at.

The name is resolved here and the connection goes to the very address that was checked, so no later answer of the name
service can point it inside. The certificate is still checked against the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet

import httpx

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_MOST_TRIED = 4

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class NotPublic(Exception):  # noqa: N818 - a verdict
    """The host is, or resolves to, an address that is not public. The text names neither."""


def is_public(address: _Address) -> bool:
    """Whether the address can only be on the internet, also when it is written inside another one."""
    embedded = _embedded(address)
    if embedded is not None:
        return is_public(embedded)
    return address.is_global and not address.is_multicast


def _embedded(address: _Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that packets to this one end up at, where there is one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


async def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the machine's resolver gives them. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class PublicTransport(httpx.AsyncBaseTransport):
    """Refuses a host of which any address is not public; the hosts in `permitted` are the operator's exceptions.

    Raises `NotPublic` before anything is sent. For one host per instance: connections are pooled by address.
    """

    def __init__(
        self, permitted: AbstractSet[str] = frozenset(), *, connections: int = 4, resolve: Resolve = resolved
    ) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._inner: httpx.AsyncBaseTransport = httpx.AsyncHTTPTransport(limits=limits, trust_env=False)
        self._permitted = permitted
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host.lower().rstrip(".") in self._permitted:
            return await self._inner.handle_async_request(request)
        addresses = await self._checked(host, request.url.port or 443)
        for address in addresses[: min(len(addresses), _MOST_TRIED) - 1]:
            try:
                return await self._inner.handle_async_request(_directed(request, host, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # nothing was sent yet: the next address is as good
        return await self._inner.handle_async_request(_directed(request, host, addresses[-1]))

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise httpx.ConnectError(f"the name cannot be resolved: {type(error).__name__}") from error
        if not addresses:
            raise httpx.ConnectError("the name has no address")
        if not all(is_public(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
            raise NotPublic("resolves to an address that is not public")
        return addresses

    async def aclose(self) -> None:
        await self._inner.aclose()


def _directed(request: httpx.Request, host: str, address: str) -> httpx.Request:
    """The same request to this address. The `Host` header is set already; the name for TLS goes along."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
