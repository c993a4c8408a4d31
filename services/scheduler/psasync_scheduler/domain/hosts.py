"""Which host a connection leads to, for all that is shared by those who call it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

_ADDRESSES = ("base_url", "url")


def host_of(system: str, settings: Mapping[str, str]) -> str:
    """The host in the connection's address, in lower case; the system's name where no setting holds one."""
    for name in _ADDRESSES:
        try:
            host = urlsplit(settings.get(name, "").strip()).hostname
        except ValueError:
            continue
        if host:
            return host.rstrip(".")
    return system
