"""Addresses that a sign-in passes through: where it may end, and which may be called."""

import re
from collections.abc import Set as AbstractSet
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2_000
_PLAIN = re.compile(r"[\x21-\x7e]+")
_LOOPBACK = {"127.0.0.1", "::1"}


def return_mistake(address: str, allowed: AbstractSet[str]) -> str:
    """Why a sign-in may not end there; empty if it may.

    Allowed are the operator's addresses, character by character, and programs on the person's own machine:
    `http://127.0.0.1:<port>/...` (or `[::1]`), which no other machine can listen on.
    """
    mistake = address_mistake(address)
    if mistake:
        return mistake
    if address in allowed or _is_loopback(urlsplit(address)):
        return ""
    return "is not among the addresses that the operator allows (PSASYNC_SIGN_IN_RETURN_TO), nor http://127.0.0.1:<port>/..."


def address_mistake(address: str) -> str:
    """Why it can be no place to return to, whoever allows it."""
    parts = _split(address)
    if parts is None or "\\" in address:
        return "is not an address"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "must begin with https:// or http://"
    if "@" in parts.netloc or "?" in address or "#" in address:
        return "must have no user, query or fragment"
    return ""


def call_mistake(address: str, plain_http_hosts: AbstractSet[str]) -> str:
    """Why the provider may not be called there: only by https, unless the operator names its host."""
    parts = _split(address)
    if parts is None or not parts.hostname or parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return "is not an https:// address"
    if parts.scheme == "http" and _bare(parts.hostname) not in plain_http_hosts:
        return f"must begin with https://, unless PSASYNC_OIDC_PLAIN_HTTP_HOSTS names {parts.hostname}"
    return ""


def _split(address: str) -> SplitResult | None:
    if len(address) > _LONGEST or not _PLAIN.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port is not None


def _bare(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        return host.rstrip(".")
