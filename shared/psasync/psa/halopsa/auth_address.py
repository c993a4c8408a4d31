"""Where the client secret may go."""

from urllib.parse import SplitResult, urlsplit

from psasync.psa.toolkit.address import AddressError, checked_base_url

SHARED_LOGINS = frozenset({"auth.halopsa.com", "auth.haloitsm.com", "auth.haloservicedesk.com"})
"""Halo's own login hosts, which older hosted instances share."""


def checked_auth_url(named: str, base_url: str, plain_http_hosts: frozenset[str]) -> str:
    """The login address that an instance names for itself, without its last slash.

    It must be on the instance's own host, or one of Halo's shared logins. Raises `AddressError`.
    """
    address = checked_base_url(named, plain_http_hosts)
    login, instance = urlsplit(address), urlsplit(base_url)
    if _origin(login) != _origin(instance) and not _is_shared_login(login):
        raise AddressError("is on another host than the instance")
    return address


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _is_shared_login(parts: SplitResult) -> bool:
    return parts.scheme == "https" and parts.port in {None, 443} and parts.hostname in SHARED_LOGINS
