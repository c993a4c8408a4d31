"""Tokens that an instance has given out."""

import secrets
from collections import OrderedDict

MAX_TOKENS = 1000


class Tokens:
    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def issue(self, until: float) -> str:
        """`until`: seconds since 1970, by the simulated clock."""
        token = secrets.token_urlsafe(24)
        self._until[token] = until
        if len(self._until) > MAX_TOKENS:
            self._until.popitem(last=False)
        return token

    def good(self, token: str, now: float) -> bool:
        return self._until.get(token, now) > now

    def clear(self) -> None:
        self._until.clear()
