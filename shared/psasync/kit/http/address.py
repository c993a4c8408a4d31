"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

_SITE_BITS = 64


def client_address(connection: HTTPConnection) -> str:
    """The client's IP address, as a proxy of `http_trusted_proxies` gives it, else the peer's; empty if there is none.

    The server has put it into the scope. A trusted proxy may still pass on what its client wrote, so only an address
    is believed.
    """
    host = connection.client.host if connection.client else ""
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


def site(address: str) -> str:
    """What one client is likely to have: an IPv4 address, or all the IPv6 addresses of its network."""
    if not address:
        return address
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((int(parsed), _SITE_BITS), strict=False))
