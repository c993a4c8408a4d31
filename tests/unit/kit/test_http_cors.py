"""Scripts of other pages: none by default, those of the origins that are named."""

from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter
from pydantic import ValidationError

from psasync.kit.http import create_app
from psasync.kit.settings import CommonSettings

PORTAL = "https://portal.example.com"
SECRETS = {"keyring": "a:" + "A" * 43 + "=", "internal_token": "t" * 40}
router = APIRouter()


@router.get("/thing")
async def thing() -> dict[str, str]:
    return {}


async def _ready() -> dict[str, str]:
    return {}


def client(origins: str) -> httpx.AsyncClient:
    settings = CommonSettings(**SECRETS, http_cors_origins=origins)
    app = create_app(service="x", title="X", version="1", settings=settings, routers=[router], ready=_ready)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")


async def preflight(http: httpx.AsyncClient, origin: str) -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    return await http.options("/thing", headers=asked)


async def test_a_named_origin_may_call_and_read():
    async with client(f"{PORTAL}, http://127.0.0.1:3000") as http:
        assert (await preflight(http, PORTAL)).headers["access-control-allow-origin"] == PORTAL
        answer = await http.get("/thing", headers={"Origin": PORTAL})
        assert answer.headers["access-control-allow-origin"] == PORTAL
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origins", ["", PORTAL])
async def test_others_may_not(origins: str):
    async with client(origins) as http:
        refused = await preflight(http, "https://portal.example.com.evil.test")
        assert refused.status_code >= 400
        answer = await http.get("/thing", headers={"Origin": "https://evil.test"})
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("text", ["portal.example.com", "https://portal.example.com/", "*", "ftp://x", "https://"])
def test_what_is_no_origin_is_refused(text: str):
    with pytest.raises(ValidationError, match="origins are needed"):
        CommonSettings(**SECRETS, http_cors_origins=text)
