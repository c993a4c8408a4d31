"""/v1/sign-in and /v1/sign-out: people. Most of it needs no key; it is how one is got."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Role
from psasync.kit.http import guess_limited
from psasync_scheduler.actions import person_keys, sign_in
from psasync_scheduler.actions.sign_in import Back, Start, Started
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.domain.key_bodies import SignInExchange
from psasync_scheduler.domain.keys import digest_of
from psasync_scheduler.domain.sign_in import STARTED_FOR

router = APIRouter(tags=["sign-in"])

_REDIRECT = {"description": "The way on, in `Location`."}

Text = Annotated[str, Query(min_length=1, max_length=2000)]
OptionalText = Annotated[str | None, Query(max_length=4000)]


class OptionsView(BaseModel):
    """What a page for signing in can offer."""

    api_keys: bool = True
    people: bool = Field(description="Whether people can sign in through a provider.")
    provider: str | None = Field(None, description="The provider's host, for the words on a button.")
    start: str | None = Field(None, description="Where to send the browser, with `return_to` and `challenge`.")


class SignedInView(BaseModel):
    """A person's key: a bearer like any other, for a while."""

    key: str = Field(description="Shown this once.")
    key_id: str
    name: str
    role: Role
    tenant: str | None = Field(description="null: the whole platform.")
    expires_at: datetime


@router.get("/v1/sign-in/options", operation_id="sign_in.options", summary="Whether, and where, people can sign in")
async def options(context: Ports) -> OptionsView:
    if context.provider is None:
        return OptionsView(people=False)
    host = urlsplit(context.provider.issuer).hostname
    return OptionsView(people=True, provider=host, start=context.settings.callback_url.removesuffix("/callback"))


@router.get(
    "/v1/sign-in",
    operation_id="sign_in.start",
    summary="Sign a person in",
    status_code=303,
    response_class=Response,
    responses={303: _REDIRECT},
)
async def start(
    context: Ports,
    return_to: Annotated[Text, Query(description="One of the operator's addresses, or http://127.0.0.1:<port>/")],
    challenge: Annotated[Text, Query(description="SHA-256 of a secret of yours (the verifier), in base64url.")],
    scope: Annotated[str | None, Query(max_length=128, description="`platform` or a tenant, for who has several.")] = (
        None
    ),
) -> Response:
    """For a browser to open. It comes back to `return_to` with a `code` that the verifier makes a key of."""
    started = await sign_in.start(context, Start(return_to, challenge, scope))
    answer = Response(status_code=303, headers={"Location": started.location})
    _give_cookie(answer, context.settings.callback_url, started)
    return answer


@router.get(
    "/v1/sign-in/callback",
    operation_id="sign_in.callback",
    summary="The way back from the identity provider",
    status_code=303,
    response_class=Response,
    responses={303: _REDIRECT},
)
async def callback(
    context: Ports,
    request: Request,
    state: Text,
    code: OptionalText = None,
    error: OptionalText = None,
    iss: OptionalText = None,
) -> Response:
    """Where the provider sends the browser to, and nobody else."""
    cookie = _cookie(state)
    address = request.client.host if request.client else ""
    location = await sign_in.back(context, Back(state, code, error, iss, request.cookies.get(cookie), address))
    answer = Response(status_code=303, headers={"Location": location})
    answer.delete_cookie(cookie, path=_path(context.settings.callback_url), httponly=True, samesite="lax")
    return answer


@router.post(
    "/v1/sign-in/exchange",
    operation_id="sign_in.exchange",
    summary="Make a person's key of a code",
    status_code=201,
    dependencies=[Depends(guess_limited)],
)
async def exchange(context: Ports, request: Request, body: SignInExchange, response: Response) -> SignedInView:
    """The code and its verifier for the person's key. The only answer that holds it; 403 says why there is none."""
    key, text = await person_keys.exchange(context, body, request.client.host if request.client else "")
    response.headers["Cache-Control"] = "no-store"
    values = key.model_dump(include={"name", "role", "tenant", "expires_at"})
    return SignedInView.model_validate(values | {"key": text, "key_id": key.id})


@router.post("/v1/sign-out", operation_id="sign_in.sign_out", summary="End a person's own key", status_code=204)
async def sign_out(context: Ports, caller: Viewer) -> None:
    """Ends the key that the request came with: here at once, everywhere within 30 s."""
    await person_keys.sign_out(context, caller)


def _give_cookie(answer: Response, callback_url: str, started: Started) -> None:
    answer.set_cookie(
        _cookie(started.state),
        started.browser,
        max_age=int(STARTED_FOR.total_seconds()),
        path=_path(callback_url),
        secure=callback_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def _cookie(state: str) -> str:
    """One for each sign-in, so that two tabs do not disturb each other."""
    return f"psasync_sign_in_{digest_of(state)[:16]}"


def _path(callback_url: str) -> str:
    return urlsplit(callback_url).path.removesuffix("/callback")
