"""Whether an ID token is the provider's word for this sign-in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from psasync_scheduler.actions.oidc.errors import NotBelieved

# By key pair only: "none" signs nothing, and an HMAC could be made by whoever knows the client's secret.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_REGISTRY = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
_CLOCKS_DIFFER_SECONDS = 60
_CLAIMS = {"iss", "aud", "exp", "iat", "nbf", "nonce", "azp", "sub", "at_hash"}


class UnknownSigner(Exception):  # noqa: N818 - a state, not a fault
    """None of these keys has the token's key id: the provider may have newer ones."""


def signed_claims(token: str, keys: KeySet) -> jwt.Token:
    """The token's content, if one of the keys has signed it. Raises `UnknownSigner` and `NotBelieved`."""
    try:
        return jwt.decode(token, keys, registry=_REGISTRY)
    except InvalidKeyIdError as error:
        raise UnknownSigner from error
    except (JoseError, ValueError, TypeError) as error:
        raise NotBelieved(f"The provider's signature does not hold ({_word(error)}).") from error


def checked_claims(
    token: jwt.Token, *, issuer: str, client_id: str, nonce: str, access_token: str | None, now: datetime
) -> Mapping[str, Any]:
    """The claims, if they were issued by the provider, for us, for this sign-in, and are not over."""
    claims = CodeIDToken(
        token.claims,
        token.header,
        options={"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
        params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=_CLOCKS_DIFFER_SECONDS)
    except JoseError as error:
        raise NotBelieved(f"The provider's answer is not for this sign-in ({_word(error)}).") from error
    return dict(claims)


def _word(error: Exception) -> str:
    """What was wrong, without what the token says."""
    claim = getattr(error, "claim", "")
    word = getattr(error, "error", "") or type(error).__name__
    return f"{word}: {claim}" if claim in _CLAIMS else word
