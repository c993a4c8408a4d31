"""Which key addresses are believed.

The address stands in the body, which is not verified yet. Whoever chooses it freely chooses the key: so the host must
be ConnectWise's (or the connection's own), the path that of the key service, and the company the connection's. Without
the last, any customer of the same cloud could sign for any other.
"""

from urllib.parse import SplitResult, parse_qs, urlsplit

from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.hosts import is_cloud_host

_PATH = "/system/callbackkey"
MAX_LENGTH = 1000


def is_believable(key_url: str, connection: Connection) -> bool:
    if len(key_url) > MAX_LENGTH or not key_url.isascii() or not key_url.isprintable():
        return False
    try:
        address, own = urlsplit(key_url), urlsplit(connection.base_url)
        same_place = (address.hostname, address.port) == (own.hostname, own.port)
        port = address.port
    except ValueError:
        return False
    if address.username or address.password or address.fragment:
        return False
    if same_place:
        right_place = address.scheme == own.scheme
    else:
        right_place = address.scheme == "https" and port is None and _both_in_cloud(address, own)
    return right_place and _is_key_path(address.path) and _company(address) == connection.company.lower()


def _both_in_cloud(address: SplitResult, own: SplitResult) -> bool:
    """The cloud signs with its web hosts' keys, while connections point to its API hosts."""
    return is_cloud_host(address.hostname or "") and is_cloud_host(own.hostname or "")


def _is_key_path(path: str) -> bool:
    plain = path.replace("//", "/").removesuffix("/index.rails")
    return plain.endswith(_PATH) and ".." not in plain and "%" not in plain


def _company(address: SplitResult) -> str:
    """Lower case; empty where the query names none or several."""
    query = {name.lower(): values for name, values in parse_qs(address.query).items()}
    values = query.get("companyname", [])
    return values[0].lower() if len(values) == 1 else ""
