"""Dependencies that let a request in."""

import hmac
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated

from fastapi import Depends, Security
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from psasync.contracts.vocabulary import Role
from psasync.kit.http.guesses import Guesses
from psasync.kit.http.limits import Limit
from psasync.kit.http.principal import Authenticator, Principal
from psasync.kit.http.problems import forbidden, unauthorized
from psasync.kit.logging import get_logger

log = get_logger(__name__)

_LONGEST_KEY = 300


class _Bearer(SecurityBase):
    """The bearer of a request or a WebSocket, and its entry in the OpenAPI document."""

    def __init__(self, scheme_name: str, description: str) -> None:
        self.model = BearerModel(description=description)
        self.scheme_name = scheme_name

    async def __call__(self, connection: HTTPConnection) -> str:
        scheme, _, value = connection.headers.get("authorization", "").partition(" ")
        value = value.strip()
        if scheme.lower() != "bearer" or not value or len(value) > _LONGEST_KEY:
            raise unauthorized()
        return value


_api_key = _Bearer("ApiKey", "An API key of this platform.")
_service_token = _Bearer("ServiceToken", "PSASYNC_INTERNAL_TOKEN; never an API key.")


async def authenticated(connection: HTTPConnection, bearer: Annotated[str, Security(_api_key)]) -> Principal:
    """Any valid key that has requests left. For `Depends`; raises 401 or 429."""
    principal = await _recognised(connection, bearer)
    requests: Limit | None = connection.app.state.requests
    if requests is not None:
        requests.spend(connection, principal.key_id)
    return principal


async def _recognised(connection: HTTPConnection, bearer: str) -> Principal:
    authenticator: Authenticator = connection.app.state.authenticator
    guesses: Guesses | None = connection.app.state.guesses
    if guesses is not None:
        guesses.check(connection, bearer)
    principal = await authenticator.authenticate(bearer)
    if principal is None:
        if guesses is not None:
            guesses.forget(bearer)
            guesses.refused(connection)
        raise unauthorized("The API key is unknown, expired or revoked.")
    if guesses is not None:
        guesses.accepted(bearer)
    return principal


async def guess_limited(connection: HTTPConnection) -> None:
    """For routes that take a secret without an API key, such as a sign-in: each call counts as a guess of its address.

    For `Depends`; raises 429.
    """
    guesses: Guesses | None = connection.app.state.guesses
    if guesses is not None:
        guesses.refused(connection)


@cache
def requires(role: Role) -> Callable[..., Awaitable[Principal]]:
    """A dependency for `Depends(requires(role))`: the principal, of this role or above. Raises 401 or 403."""

    async def dependency(principal: Annotated[Principal, Depends(authenticated)]) -> Principal:
        if not principal.role.includes(role):
            raise forbidden(f"The role {role.value!r} is needed; this key has {principal.role.value!r}.")
        return principal

    return dependency


def still_allowed(connection: HTTPConnection, role: Role) -> Callable[[], Awaitable[bool]]:
    """For `event_stream`: asks whether the key that a request came with is still valid and of this role."""
    bearer = connection.headers.get("authorization", "").partition(" ")[2].strip()
    authenticator: Authenticator = connection.app.state.authenticator

    async def ask() -> bool:
        principal = await authenticator.authenticate(bearer)
        return principal is not None and principal.role.includes(role)

    return ask


async def internal_only(connection: HTTPConnection, bearer: Annotated[str, Security(_service_token)]) -> None:
    """Only sibling services. For `Depends`; raises 401."""
    expected: str = connection.app.state.settings.internal_token.get_secret_value()
    if not hmac.compare_digest(bearer.encode(), expected.encode()):
        raise unauthorized("The service credential is needed here.")
