"""Slows down whoever tries keys, and nobody else."""

from collections import OrderedDict
from hashlib import sha256

from starlette.requests import HTTPConnection

from psasync.kit.http.address import client_address, site
from psasync.kit.http.limits import Limit
from psasync.kit.rate import Rate

_MOST_KNOWN = 10_000
_DETAIL = "Too many refused keys have come from this address."


class Guesses:
    """Refused keys, counted by the client's address. Beyond `per_minute` unknown keys are not even looked up.

    A key that was good before is looked up all the same: clients behind one address cannot keep each other out.
    """

    def __init__(self, per_minute: int) -> None:
        self._limit = Limit("refusals", Rate(per_minute, per_minute), _DETAIL)
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def check(self, connection: HTTPConnection, bearer: str) -> None:
        """Before a key is looked up. Raises `Problem` 429."""
        if _digest(bearer) not in self._known:
            self._limit.check(connection, site(client_address(connection)))

    def refused(self, connection: HTTPConnection) -> None:
        """The key was nobody's. Raises `Problem` 429 when others have used the allowance up meanwhile."""
        self._limit.spend(connection, site(client_address(connection)))

    def accepted(self, bearer: str) -> None:
        digest = _digest(bearer)
        self._known[digest] = None
        self._known.move_to_end(digest)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def forget(self, bearer: str) -> None:
        """It was good, and is no more."""
        self._known.pop(_digest(bearer), None)


def _digest(bearer: str) -> bytes:
    return sha256(bearer.encode("utf-8", "surrogatepass")).digest()
