from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, Problem, create_app, internal_only, requires
from psasync.kit.settings import CommonSettings

ADMIN = Principal("k1", "admin", Role.ADMIN, None)
OPERATOR = Principal("k2", "operator", Role.OPERATOR, "t1")
VIEWER = Principal("k3", "viewer", Role.VIEWER, "t1")


class Keys:
    async def authenticate(self, bearer: str) -> Principal | None:
        return {"admin-key": ADMIN, "operator-key": OPERATOR, "viewer-key": VIEWER}.get(bearer)


@pytest.fixture
async def client(settings: CommonSettings) -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter()

    @router.get("/view")
    async def view(who: Annotated[Principal, Depends(requires(Role.VIEWER))]) -> dict[str, str]:
        return {"name": who.name}

    @router.post("/operate")
    async def operate(who: Annotated[Principal, Depends(requires(Role.OPERATOR))]) -> dict[str, str]:
        return {"name": who.name}

    @router.get("/tenants/{tenant}")
    async def tenant(tenant: str, who: Annotated[Principal, Depends(requires(Role.VIEWER))]) -> dict[str, str]:
        who.require_tenant(tenant)
        return {"tenant": tenant}

    @router.get("/internal/thing", dependencies=[Depends(internal_only)])
    async def internal() -> dict[str, str]:
        return {}

    async def ready() -> dict[str, str]:
        return {}

    app = create_app(
        service="x", title="X", version="1", settings=settings, routers=[router], ready=ready, authenticator=Keys()
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic viewer-key", "viewer-key", "Bearer wrong", f"Bearer {'x' * 5000}"],
)
async def test_who_is_nobody_gets_401(client: httpx.AsyncClient, header: str | None) -> None:
    response = await client.get("/view", headers={} if header is None else {"Authorization": header})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["type"] == "urn:psasync:problem:unauthorized"


@pytest.mark.parametrize(
    ("key", "view", "operate"), [("admin-key", 200, 200), ("operator-key", 200, 200), ("viewer-key", 200, 403)]
)
async def test_roles_include_those_below(client: httpx.AsyncClient, key: str, view: int, operate: int) -> None:
    assert (await client.get("/view", headers=bearer(key))).status_code == view
    assert (await client.post("/operate", headers=bearer(key))).status_code == operate


async def test_403_names_the_role_needed(client: httpx.AsyncClient) -> None:
    response = await client.post("/operate", headers=bearer("viewer-key"))
    assert "'operator'" in response.json()["detail"]


async def test_another_tenant_is_404_as_if_it_did_not_exist(client: httpx.AsyncClient) -> None:
    assert (await client.get("/tenants/t1", headers=bearer("viewer-key"))).status_code == 200
    assert (await client.get("/tenants/t2", headers=bearer("viewer-key"))).status_code == 404
    assert (await client.get("/tenants/t2", headers=bearer("admin-key"))).status_code == 200


async def test_internal_takes_the_service_token_only(client: httpx.AsyncClient, settings: CommonSettings) -> None:
    token = settings.internal_token.get_secret_value()
    assert (await client.get("/internal/thing", headers=bearer(token))).status_code == 200
    for key in ("admin-key", token[:-1], token + "x"):
        assert (await client.get("/internal/thing", headers=bearer(key))).status_code == 401
    assert (await client.get("/internal/thing")).status_code == 401


async def test_the_service_token_is_no_api_key(client: httpx.AsyncClient, settings: CommonSettings) -> None:
    headers = bearer(settings.internal_token.get_secret_value())
    assert (await client.get("/view", headers=headers)).status_code == 401


async def test_a_header_that_is_no_text_is_401(client: httpx.AsyncClient) -> None:
    for path in ("/view", "/internal/thing"):
        response = await client.get(path, headers=[(b"Authorization", b"Bearer \xff\xfe")])
        assert response.status_code == 401


async def test_openapi_has_both_schemes(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert set(document["components"]["securitySchemes"]) == {"ApiKey", "ServiceToken"}
    assert document["paths"]["/view"]["get"]["security"] == [{"ApiKey": []}]
    assert document["paths"]["/internal/thing"]["get"]["security"] == [{"ServiceToken": []}]


class TestTenantFilter:
    def test_a_platform_principal_sees_all_or_what_it_asks_for(self) -> None:
        assert ADMIN.tenant_filter(None) == {}
        assert ADMIN.tenant_filter("t2") == {"tenant": "t2"}

    def test_a_tenants_principal_sees_its_own(self) -> None:
        assert VIEWER.tenant_filter(None) == {"tenant": "t1"}
        assert VIEWER.tenant_filter("t1") == {"tenant": "t1"}
        for other in ("t2", ""):
            with pytest.raises(Problem) as refused:
                VIEWER.tenant_filter(other)
            assert refused.value.status == 404
