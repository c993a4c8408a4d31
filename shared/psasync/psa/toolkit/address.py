"""Which addresses a connection may point to.

The address is entered by a tenant, and requests with its keys go there from inside the network: only https, and not to
this machine, where services listen that trust their neighbours. The operator's word (`Credentials.plain_http_hosts`)
lifts both for the hosts it names. Private networks are allowed, for that is where a company's own PSA server stands.
What a name resolves to is not looked at here.
"""

import ipaddress
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")

_Literal = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressError(ValueError):
    """The address is not allowed. The text says why, without the address."""


def checked_base_url(
    text: str, plain_http_hosts: AbstractSet[str] = frozenset(), *, renamed: Callable[[str], str] | None = None
) -> str:
    """The address without its last slash. `renamed` gives the host to call in place of the one that was entered.

    Raises `AddressError`.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise AddressError("is not an address") from None
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        raise AddressError("is not a plain address of a server")
    literal = _literal(host)
    if (str(literal) if literal else host) in plain_http_hosts:
        _check_scheme(parts.scheme, "https", "http")
    else:
        _check_scheme(parts.scheme, "https")
        _check_not_here(host, literal)
    host = renamed(host) if renamed else host
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def _check_scheme(scheme: str, *allowed: str) -> None:
    if scheme not in allowed:
        raise AddressError(f"must begin with {' or '.join(f'{name}://' for name in allowed)}")


def _literal(host: str) -> _Literal | None:
    """The host as an IP address, None for a name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # Resolvers also take addresses written as one number or in hexadecimal.
        if _NUMERIC.fullmatch(host.rpartition(".")[2]):
            raise AddressError("is not an address") from None
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    # Link-local is where clouds keep their metadata services; none of the others can be a PSA.
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        raise AddressError("is an address that no PSA can have")
    return address


def _check_not_here(host: str, literal: _Literal | None) -> None:
    if (literal and literal.is_loopback) or host == "localhost" or host.endswith(".localhost"):
        raise AddressError("is this machine, which the operator has not permitted")
