"""People who sign in: their browser, and the program that it comes back to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.integration.scheduler.service import Client
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

RETURN_TO = "http://127.0.0.1:5001/signed-in"
CONSOLE = "https://console.example.com/signed-in"
ROLES = {"admins": "admin@platform", "helpdesk": "operator@platform"}


def sign_in_environment(provider: IdentityProvider, port: int) -> dict[str, str]:
    """What makes a scheduler on that port know the provider's people."""
    settings = {
        "OIDC_ISSUER": provider.url,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_ROLES": json.dumps(ROLES),
        "OIDC_PLAIN_HTTP_HOSTS": "127.0.0.1",
        "OIDC_TIMEOUT_SECONDS": "3",
        "SIGN_IN_RETURN_TO": CONSOLE,
        "SCHEDULER_PORT": str(port),
        "PUBLIC_SCHEDULER_URL": f"http://127.0.0.1:{port}",
    }
    return {f"PSASYNC_{name}": value for name, value in settings.items()}


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Starter:
    """A console or a command line: it knows the verifier, and sends browsers on their way."""

    api: Client
    return_to: str = RETURN_TO
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def address(self, **more: str) -> httpx.URL:
        query = {"return_to": self.return_to, "challenge": challenge_of(self.verifier)} | more
        return httpx.URL(self.api.base_url).copy_with(path="/v1/sign-in", params=query)

    async def exchange(self, code: str, verifier: str | None = None) -> httpx.Response:
        body = {"code": code, "verifier": verifier or self.verifier}
        return await self.api.post("/v1/sign-in/exchange", json=body, headers={"Authorization": ""})


class Browser(httpx.AsyncClient):
    """Follows redirects one by one and keeps cookies; it has no key."""

    def __init__(self) -> None:
        super().__init__(trust_env=False, timeout=20)

    async def to_provider(self, address: httpx.URL) -> str:
        """Where the scheduler sends it."""
        answer = await self.get(address)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def to_callback(self, address: httpx.URL) -> str:
        """Where the provider sends it."""
        answer = await self.get(await self.to_provider(address))
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def back(self, address: httpx.URL) -> httpx.Response:
        """What the scheduler answers to it coming back."""
        return await self.get(await self.to_callback(address))


def code_in(answer: httpx.Response, return_to: str = RETURN_TO) -> str:
    assert answer.status_code == 303, answer.text
    location = answer.headers["location"]
    assert location.startswith(f"{return_to}?")
    (code,) = parse_qs(urlsplit(location).query)["code"]
    return code


async def signed_in(starter: Starter, **more: str) -> dict[str, Any]:
    """The whole way, once."""
    async with Browser() as browser:
        answer = await starter.exchange(code_in(await browser.back(starter.address(**more)), starter.return_to))
    assert answer.status_code == 201, answer.text
    return answer.json()
