"""Which addresses a connection may point to.

The address is entered by a tenant, and requests with its keys go there from inside the network: only https, and plain
http to this machine or to hosts that the operator names in `PSASYNC_PSA_PLAIN_HTTP_HOSTS` (comma-separated; for the
simulator in a container network).
"""

import ipaddress
import os
import re
from urllib.parse import urlsplit

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_UI_REGIONS = frozenset({"na", "eu", "au", "aus", "za"})
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CLOUD = "myconnectwise.net"
PLAIN_HTTP_HOSTS = "PSASYNC_PSA_PLAIN_HTTP_HOSTS"


class AddressError(ValueError):
    """The address is not allowed. The text says why, without the address."""


def checked_base_url(text: str) -> str:
    """The address without its last slash; a cloud region's web address becomes its API address."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressError("is not an address") from None
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        raise AddressError("is not a plain address of a server")
    _check_scheme(parts.scheme, host)
    _check_literal(host)
    host = _api_host(host)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def may_use_plain_http(host: str) -> bool:
    named = {name.strip().lower() for name in os.environ.get(PLAIN_HTTP_HOSTS, "").split(",")} - {""}
    return host in _LOOPBACK_NAMES or host in named


def is_cloud_host(host: str) -> bool:
    """A known region of the vendor's cloud, web or API side."""
    name, _, domain = host.partition(".")
    return domain == _CLOUD and name.removeprefix("api-").removeprefix("sandbox-") in {*_UI_REGIONS, "staging"}


def _check_scheme(scheme: str, host: str) -> None:
    if scheme == "https" or (scheme == "http" and may_use_plain_http(host)):
        return
    raise AddressError("must begin with https://")


def _check_literal(host: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # Resolvers also take addresses written as one number or in hexadecimal.
        if _NUMERIC.fullmatch(host.rpartition(".")[2]):
            raise AddressError("is not an address") from None
        return
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    # Link-local is where clouds keep their metadata services; none of the others can be a PSA.
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        raise AddressError("is an address that no PSA can have")


def _api_host(host: str) -> str:
    name, _, domain = host.partition(".")
    return f"api-{host}" if domain == _CLOUD and name in _UI_REGIONS else host
