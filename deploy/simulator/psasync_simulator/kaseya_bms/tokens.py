"""Access and refresh tokens: given out, checked, and ended by the simulated clock."""

import base64
import binascii
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

import orjson

MAX_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    access: str
    refresh: str
    access_until: float  # seconds since 1970
    refresh_until: float


@dataclass(slots=True)
class Tokens:
    """Of one account. The oldest are forgotten first."""

    _pairs: OrderedDict[str, Pair] = field(default_factory=OrderedDict)

    def give(self, account: str, now: float, life: float, refresh_life: float) -> Pair:
        pair = Pair(_signed(account), secrets.token_urlsafe(24), now + life, now + refresh_life)
        self._pairs[pair.access] = pair
        while len(self._pairs) > MAX_TOKENS:
            self._pairs.popitem(last=False)
        return pair

    def is_good(self, access: str, now: float) -> bool:
        pair = self._pairs.get(access)
        return pair is not None and now < pair.access_until

    def is_known(self, access: str) -> bool:
        return access in self._pairs

    def give_up(self, access: str, refresh: str, now: float) -> bool:
        """Trade a pair in, whether its access token has ended or not. False: it is no good pair."""
        pair = self._pairs.get(access)
        if pair is None or pair.refresh != refresh or now >= pair.refresh_until:
            return False
        del self._pairs[access]
        return True

    def end_all(self) -> None:
        self._pairs.clear()


def account_in(access: str) -> str:
    """The account that a token names, proven or not; "" where it names none."""
    parts = access.split(".")
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=="))
        return str(claims["tenant"]).lower()
    except (IndexError, KeyError, TypeError, binascii.Error, UnicodeEncodeError, orjson.JSONDecodeError):
        return ""


def _signed(account: str) -> str:
    """Looks like a JWT; what stands for its signature is chance."""
    header = _encoded(orjson.dumps({"alg": "HS256", "typ": "JWT"}))
    claims = _encoded(orjson.dumps({"tenant": account, "jti": secrets.token_hex(8)}))
    return f"{header}.{claims}.{secrets.token_urlsafe(32)}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
