"""Between httpx and this client: the same for both flavours, and without I/O."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version

import httpx

from psasync_client.addresses import Addresses
from psasync_client.errors import ConnectionFailed, PsaSyncError, Timeout, UnexpectedAnswer
from psasync_client.operation import Call
from psasync_client.problems import problem
from psasync_client.retries import NeverSent

EVENT_STREAM = "text/event-stream"
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 45.0
"""A stream that says nothing for so long is dead: a heartbeat comes every 15 seconds."""


LIMITS = httpx.Limits(max_connections=1_000, max_keepalive_connections=20, keepalive_expiry=5.0)
"""Each stream holds a connection. An idle one is dropped long before a service would, which is after 30 seconds: a
change that is sent into a closing connection could not be repeated."""


class Wire:
    """Makes requests of calls, and errors of what goes wrong with them. The key is in no text that it makes."""

    def __init__(self, key: str | None, addresses: Addresses, timeout: float) -> None:
        self._addresses = addresses
        self._timeout = timeout
        self._headers = {"user-agent": _user_agent()}
        if key is not None:
            self._headers["authorization"] = f"Bearer {key}"

    def url(self, call: Call) -> str:
        return self._addresses.of(call.service) + call.target

    def headers(self, call: Call, accept: str = "application/json") -> Mapping[str, str]:
        # A proxy that compresses would hold events back until it has enough of them.
        encoding = "identity" if accept == EVENT_STREAM else "gzip, deflate"
        return {**self._headers, "accept": accept, "accept-encoding": encoding, **call.headers}

    def limit(self, left: float) -> httpx.Timeout:
        """Of one try, when so many seconds are left for all of them."""
        return httpx.Timeout(min(self._timeout, left), connect=min(CONNECT_SECONDS, left))

    @property
    def stream_limit(self) -> httpx.Timeout:
        return httpx.Timeout(self._timeout, connect=CONNECT_SECONDS, read=SILENCE_SECONDS)

    @contextmanager
    def translated(self, call: Call) -> Iterator[None]:
        """Errors of httpx as those of this client."""
        address = self._addresses.of(call.service)
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NeverSent(call.service, address, _reason(error)) from error
        except httpx.TimeoutException as error:
            raise Timeout(f"{call.service} at {address} took too long to answer {call.name}") from error
        except httpx.DecodingError as error:
            raise UnexpectedAnswer(f"{call.service} at {address} answered with what cannot be decoded") from error
        except (httpx.TransportError, httpx.StreamError) as error:
            raise ConnectionFailed(call.service, address, _reason(error)) from error


def refusal(call: Call, status: int, headers: Mapping[str, str], content: bytes) -> PsaSyncError:
    """What an answer stands for that is not the one that was hoped for."""
    if status >= HTTPStatus.BAD_REQUEST:
        return problem(status, headers, content)
    return UnexpectedAnswer(f"{call.name} was answered with {status} by {call.service}")


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _user_agent() -> str:
    try:
        return f"psasync-client/{version('psasync-client')}"
    except PackageNotFoundError:
        return "psasync-client"
