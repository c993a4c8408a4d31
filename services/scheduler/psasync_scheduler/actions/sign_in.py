"""A person's way to the provider and back: it ends in a one-time code, which is worth a key or a refusal."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from psasync.kit.http import Problem, bad_request
from psasync.kit.ids import new_id
from psasync.kit.logging import get_logger
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.oidc.provider import Provider
from psasync_scheduler.domain import audit
from psasync_scheduler.domain.audit import Actor
from psasync_scheduler.domain.catalog import PLATFORM
from psasync_scheduler.domain.errors import check
from psasync_scheduler.domain.grants import Grant, NoGrant, choose, values_of
from psasync_scheduler.domain.keys import digest_of
from psasync_scheduler.domain.sign_in import CODE_FOR, STARTED_FOR, name_of, start_errors

log = get_logger(__name__)

_SECRET_BYTES = 32
_FIELD = "sign_in_verifier"
_SOON = {"Retry-After": "1"}
_TOGETHER = "all who start"


@dataclass(frozen=True, slots=True)
class Start:
    """Who starts a sign-in: where it ends, and what a code of it is worth something with."""

    return_to: str
    challenge: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    location: str = field(repr=False)
    state: str = field(repr=False)
    browser: str = field(repr=False)  # for a cookie: only the browser that started it brings it back


@dataclass(frozen=True, slots=True)
class Back:
    """What a browser brings back from the provider."""

    state: str = field(repr=False)
    code: str | None = field(repr=False)
    error: str | None
    issuer: str | None
    browser: str | None = field(repr=False)
    address: str


def provider_of(context: Context) -> Provider:
    """Raises 404 where the operator has set no provider up."""
    if context.provider is None:
        detail = "Sign-in is not configured here; use an API key. The operator's guide is docs/sign-in.md."
        raise Problem(404, "Not found", detail, code="sign-in-not-configured")
    return context.provider


async def start(context: Context, start: Start) -> Started:
    """Raises `Invalid`, and the provider's `errors`."""
    provider = provider_of(context)
    check(start_errors(start.return_to, start.challenge, context.settings.sign_in_return_to))
    if not provider.starts.take(_TOGETHER).granted:
        raise Problem(429, "Too many sign-ins at once", "Try again.", code="too-many-sign-ins", headers=_SOON)
    state, nonce, verifier, browser = (secrets.token_urlsafe(_SECRET_BYTES) for _ in range(4))
    location = await provider.authorization_url(state=state, nonce=nonce, verifier=verifier)
    digest = digest_of(state)
    document = {
        "nonce": nonce,
        "verifier": context.keyring.encrypt(verifier, tenant=PLATFORM, connection=digest, field=_FIELD),
        "browser": digest_of(browser),
        "return_to": start.return_to,
        "challenge": start.challenge,
        "scope": start.scope,
    }
    await context.stores.sign_ins.started.add(digest, context.now() + STARTED_FOR, document)
    return Started(location, state, browser)


async def back(context: Context, back: Back) -> str:
    """The address to send the browser to, with a one-time code. Raises 400 and the provider's `errors`."""
    provider, now = provider_of(context), context.now()
    digest = digest_of(back.state)
    started = await context.stores.sign_ins.started.take(digest, now)
    if started is None:
        raise bad_request("The sign-in is unknown, over, or older than ten minutes; start it again.", code="bad-state")
    if back.browser is None or not hmac.compare_digest(digest_of(back.browser), started["browser"]):
        raise bad_request("The sign-in was started in another browser, or its cookie is gone.", code="other-browser")
    if back.issuer is not None and back.issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise bad_request("The answer comes from another provider.", code="other-provider")
    if back.code is None:
        worth = _refusal("sign-in-denied", f"The provider did not sign you in{_said(back.error)}.")
    else:
        verifier = context.keyring.decrypt(started["verifier"], tenant=PLATFORM, connection=digest, field=_FIELD)
        claims = await provider.claims(back.code, nonce=started["nonce"], verifier=verifier, now=now)
        worth = await _worth(context, claims, started["scope"], back.address, now)
    code = secrets.token_urlsafe(_SECRET_BYTES)
    document = {"challenge": started["challenge"], **worth}
    await context.stores.sign_ins.codes.add(digest_of(code), context.now() + CODE_FOR, document)
    return f"{started['return_to']}?{urlencode({'code': code})}"


async def _worth(
    context: Context, claims: Mapping[str, Any], scope: str | None, address: str, now: datetime
) -> dict[str, Any]:
    """What a code for this person is worth: their grant, or the reason why there is none, which the audit keeps."""
    settings = context.settings
    person = {"name": name_of(claims), "subject": str(claims["sub"])[:300]}
    try:
        grant = choose(settings.oidc_roles, values_of(claims, settings.oidc_role_claim), scope)
        await _check_tenant(context, grant)
    except NoGrant as verdict:
        changes = {"reason": verdict.code, "subject": person["subject"]}
        actor = Actor("sign-in", person["name"], address)
        entry = audit.entry(
            entry_id=new_id(), actor=actor, at=now, tenant=None, action="person.refused",
            subject=person["name"], changes=changes,
        )  # fmt: skip
        await context.stores.audit.add([entry])
        hint = f" The operator maps values of the claim {settings.oidc_role_claim!r} to roles (PSASYNC_OIDC_ROLES)."
        return _refusal(verdict.code, verdict.detail + (hint if verdict.code == "no-role" else ""))
    return {"person": {**person, "role": str(grant.role), "tenant": grant.tenant}}


async def _check_tenant(context: Context, grant: Grant) -> None:
    if grant.tenant is None:
        return
    tenant = await context.stores.tenants.get(grant.tenant)
    if tenant is None or tenant.archived:
        raise NoGrant("no-role", "The tenant that your role is for is not there, or not any more.")


def _refusal(code: str, detail: str) -> dict[str, Any]:
    return {"refusal": {"code": code, "detail": detail}}


def _said(error: str | None) -> str:
    """Its own word, if it is one: the address that it stands in can be written by anybody."""
    return f" ({error})" if error and error.isidentifier() and len(error) < 60 else ""
