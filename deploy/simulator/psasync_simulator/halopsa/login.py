"""The login: where it stands, tokens for client credentials, and whether a call carries a good one."""

import hmac

from psasync_simulator.clock import VirtualClock
from psasync_simulator.forms import form_of
from psasync_simulator.halopsa.account import Instance
from psasync_simulator.halopsa.errors import login_refused, not_allowed, unauthorized
from psasync_simulator.http import Answer, Request, json_answer


def answer_authinfo(instance: Instance, request: Request) -> Answer:
    named = instance.spec.foreign_login or f"{request.origin}/{instance.id}/auth"
    return json_answer(200, {"auth_url": named, "tenant_id": instance.id, "hosted": True})


def answer_token(instance: Instance, request: Request, clock: VirtualClock) -> Answer:
    """Raises `Refused` in OAuth's shapes."""
    if request.method != "POST":
        raise not_allowed()
    form = form_of(request)
    if form.get("grant_type") != "client_credentials":
        raise login_refused("unsupported_grant_type", "The grant type is not supported.")
    if request.query.get("tenant", "").lower() != instance.id.lower():
        raise login_refused("invalid_request", "The tenant is missing or unknown.")
    _check_keys(instance, form)
    if not set(form.get("scope", "").split()) <= instance.spec.scopes:
        raise login_refused("invalid_scope", "The application may not ask for this scope.")
    seconds = instance.spec.token_seconds
    token = instance.tokens.issue(clock.seconds() + seconds)
    return json_answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": "all"})


def check_token(instance: Instance, request: Request, clock: VirtualClock) -> None:
    """Raises `Refused` (401)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not instance.tokens.good(token, clock.seconds()):
        raise unauthorized()


def _check_keys(instance: Instance, form: dict[str, str]) -> None:
    pairs = (
        (form.get("client_id", ""), instance.spec.client_id),
        (form.get("client_secret", ""), instance.spec.client_secret),
    )
    if not all(hmac.compare_digest(given.encode(), right.encode()) for given, right in pairs):
        raise login_refused("invalid_client", "The client id or the client secret is wrong.")
