"""An OpenID Connect provider on a real socket, which signs in whoever a test says, and misbehaves when told to."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from psasync.kit.http.server import serve
from tests.support.waiting import until

CLIENT_ID = "psa-sync"
CLIENT_SECRET = "the-S3cret of/this+client"


def _key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})


@dataclass
class IdentityProvider:
    """What a test sets applies to what is asked next. `claims` replaces claims of the token; None takes one away."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "p-1", "email": "ann@example.com", "groups": []})
    denies: str | None = None  # the error that it sends people back with
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    forges: bool = False  # signs with a key that is not the published one of that id
    answers: dict[str, Any] = field(
        default_factory=dict
    )  # by path: (status, JSON) or bytes instead of the right answer
    issuer: str | None = None  # another than it should name in its discovery document
    auth_methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])
    asked: list[str] = field(default_factory=list)  # paths, in order
    tokens: list[str] = field(default_factory=list)  # the ID tokens that it has given out
    _signs: RSAKey = field(default_factory=_key)
    _published: list[RSAKey] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._published = [self._signs]

    def rotate(self, *, publish: bool = True) -> None:
        """Signs with another key from now on."""
        self._signs = _key()
        if publish:
            self._published = [self._signs]

    def app(self) -> FastAPI:
        app = FastAPI()
        app.state.stopping = asyncio.Event()

        @app.middleware("http")
        async def told(request: Request, call_next: Any) -> Response:
            self.asked.append(request.url.path)
            answer = self.answers.get(request.url.path)
            if isinstance(answer, bytes):
                return Response(answer)
            return await call_next(request) if answer is None else JSONResponse(answer[1], answer[0])

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, Any]:
            return {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint_auth_methods_supported": self.auth_methods,
            }

        @app.get("/jwks")
        async def jwks() -> dict[str, Any]:
            return {"keys": [key.as_dict(private=False) for key in self._published]}

        @app.get("/authorize")
        async def authorize(request: Request) -> Response:
            return self._authorize(dict(request.query_params))

        @app.post("/token")
        async def token(request: Request) -> Response:
            return self._token(request.headers, dict(parse_qsl((await request.body()).decode())))

        return app

    def _authorize(self, asked: Mapping[str, str]) -> Response:
        """The person is signed in already and agrees to everything."""
        good = (
            asked["client_id"] == CLIENT_ID
            and asked["response_type"] == "code"
            and "openid" in asked["scope"].split()
            and asked["code_challenge_method"] == "S256"
        )
        if not good:
            return JSONResponse({"error": "invalid_request"}, 400)
        back = {"state": asked["state"], "iss": self.url}
        if self.denies:
            back |= {"error": self.denies}
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = dict(asked)
            back |= {"code": code}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    def _token(self, headers: Mapping[str, str], form: Mapping[str, Any]) -> Response:
        if not self._is_client(headers, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(str(form.get("code")), None)
        challenge = _s256(str(form.get("code_verifier", "")))
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.tokens.append(self._id_token(asked["nonce"]))
        return JSONResponse({"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": self.tokens[-1]})

    def _is_client(self, headers: Mapping[str, str], form: Mapping[str, Any]) -> bool:
        if "client_secret_basic" not in self.auth_methods:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        scheme, _, value = headers.get("authorization", "").partition(" ")
        user, _, password = base64.b64decode(value).decode().partition(":")
        return scheme == "Basic" and (unquote_plus(user), unquote_plus(password)) == (CLIENT_ID, CLIENT_SECRET)

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in (claims | self.person | self.claims).items() if value is not None}
        header = {"alg": self.algorithm, "kid": self._signs.kid}
        if self.algorithm == "none":
            return f"{_b64(header)}.{_b64(claims)}."
        if self.algorithm == "HS256":
            return jwt.encode(header, claims, OctKey.import_key(CLIENT_SECRET), ["HS256"])
        return jwt.encode(header, claims, _key() if self.forges else self._signs, [self.algorithm])


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _b64(content: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@contextlib.asynccontextmanager
async def identity_provider() -> AsyncIterator[IdentityProvider]:
    provider = IdentityProvider()
    app = provider.app()
    server = asyncio.create_task(serve(app, "127.0.0.1", 0, handle_signals=False))
    try:
        await until(lambda: getattr(app.state, "stop", None), what="the identity provider serves")
        provider.url = f"http://127.0.0.1:{app.state.port}"
        yield provider
    finally:
        app.state.stop()
        await asyncio.wait_for(server, 20)
