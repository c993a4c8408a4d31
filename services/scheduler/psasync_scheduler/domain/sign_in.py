"""The rules of a sign-in between this platform and whoever starts it: a console, a command line."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta
from hashlib import sha256
from typing import Any

from psasync_scheduler.domain.addresses import return_mistake
from psasync_scheduler.domain.errors import FieldError

STARTED_FOR = timedelta(minutes=10)
CODE_FOR = timedelta(seconds=60)
REMEMBERED_FOR = timedelta(days=7)  # how long an ended key of a person is still listed

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_NAME = 200


def start_errors(return_to: str, challenge: str, allowed: AbstractSet[str]) -> list[FieldError]:
    errors = []
    mistake = return_mistake(return_to, allowed)
    if mistake:
        errors.append(FieldError("return_to", mistake))
    if not _CHALLENGE.fullmatch(challenge):
        errors.append(FieldError("challenge", "must be the SHA-256 of your verifier in base64url, 43 characters"))
    return errors


def challenge_of(verifier: str) -> str:
    digest = sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def answers(verifier: str, challenge: str) -> bool:
    """Whether it is the verifier that the challenge was made from."""
    return hmac.compare_digest(challenge_of(verifier), challenge)


def name_of(claims: Mapping[str, Any]) -> str:
    """What to call the person: an e-mail address that the provider does not doubt, else a name, else their subject."""
    verified = claims.get("email_verified", True) not in {False, "false"}
    for claim in (*(["email"] if verified else []), "preferred_username", "name", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and (name := " ".join(_UNPRINTABLE.sub(" ", value).split())):
            return name[:_LONGEST_NAME]
    return "unknown person"
