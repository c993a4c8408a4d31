"""Why no connection came about, in words that a person can act on."""

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple

_DEEPEST = 12
"""Causes behind causes that are looked at."""


class Reason(NamedTuple):
    what: str  # completes "the connection failed: ..."
    hint: str


_NAME = Reason(
    "its name cannot be resolved", "Check how the address is spelled, and that this machine's name server knows it."
)
_REFUSED = Reason(
    "the connection was refused", "Nothing listens there: check the address and its port, and that the server runs."
)
_NO_ROUTE = Reason(
    "there is no way to it from here", "Check the address, and that a firewall lets this machine through to it."
)
_NO_TLS = Reason("no secure (TLS) connection could be made", "Check that https is spoken at this address and port.")
_ROUTE_ERRORS = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES, errno.EPERM, errno.ENETDOWN})


def reason_of(error: BaseException) -> Reason:
    """From the transport's error and what lies behind it. Its own texts are not repeated: they may name the request."""
    behind = list(_behind(error))
    for cause in behind:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _untrusted(cause)
    for cause in behind:
        if isinstance(cause, socket.gaierror):
            return _NAME
        if isinstance(cause, ssl.SSLError):
            return _NO_TLS
        if isinstance(cause, ConnectionRefusedError):
            return _REFUSED
        if isinstance(cause, OSError) and cause.errno in _ROUTE_ERRORS:
            return _NO_ROUTE
    return Reason(type(error).__name__, "")


def _untrusted(error: ssl.SSLCertVerificationError) -> Reason:
    why = str(getattr(error, "verify_message", "") or "it cannot be verified")[:100]
    return Reason(
        f"its certificate is not trusted: {why}",
        "Check that the address is the one that the certificate was made for. A server of your own needs a "
        "certificate from an authority that this machine trusts.",
    )


def _behind(error: BaseException) -> Iterator[BaseException]:
    """The error, then its causes, nearest first; each of a group of them."""
    waiting, seen = [error], 0
    while waiting and seen < _DEEPEST:
        found = waiting.pop(0)
        seen += 1
        yield found
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions
        cause = found.__cause__ or found.__context__
        if cause is not None:
            waiting.append(cause)
