from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, Field, SecretStr
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError
from starlette.responses import StreamingResponse

from psasync.kit.http import conflict, create_app, not_found, openapi, unavailable
from psasync.kit.http.sse import stream_of
from psasync.kit.settings import CommonSettings

LIMIT = 1000


class Item(BaseModel):
    name: str
    tags: list[int] = Field(max_length=2)
    password: SecretStr = Field(SecretStr("x"), max_length=3)


class PartDownError(Exception):
    pass


def example_router() -> APIRouter:
    router = APIRouter()

    @router.post("/items")
    async def make(item: Item) -> dict[str, str]:
        return {"name": item.name}

    @router.post("/raw")
    async def raw(request: Request) -> dict[str, int]:
        return {"size": sum([len(chunk) async for chunk in request.stream()])}

    @router.get("/items/{item_id}")
    async def one(item_id: int, depth: int = 1) -> dict[str, int]:
        raise not_found(f"item {item_id} at {depth}")

    @router.get("/raise/{what}")
    async def fail(what: str) -> None:
        raise {
            "conflict": conflict("It runs.", code="already-runs", extra={"execution": "e1"}),
            "unavailable": unavailable("Kafka is down.", retry_after=7),
            "bug": ValueError("internal detail s3cret"),
            "mongo-away": ServerSelectionTimeoutError("host-name:27017 refused"),
            "mongo-bug": OperationFailure("bad operator s3cret"),
            "part": PartDownError("broker-host refused"),
        }[what]

    @router.get("/slow")
    async def slow() -> None:
        await asyncio.sleep(60)

    @router.get("/stream")
    async def stream() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            for _ in range(5):
                await asyncio.sleep(0.1)
                yield b"x"

        return StreamingResponse(body())

    @router.get("/broken-stream")
    async def broken() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"x"
            raise ValueError("half-way")

        return StreamingResponse(body())

    return router


@pytest.fixture
async def client(settings: CommonSettings) -> AsyncIterator[httpx.AsyncClient]:
    async def ready() -> dict[str, str]:
        return {"part": "ok"}

    app = create_app(
        service="example",
        title="Example",
        version="1",
        settings=settings,
        routers=[example_router()],
        ready=ready,
        max_body_bytes=LIMIT,
        request_timeout_seconds=0.3,
        unavailable_errors=[PartDownError],
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


def problem(response: httpx.Response, status: int, code: str) -> dict:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:psasync:problem:{code}"
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    return body


class TestEveryErrorIsAProblem:
    async def test_unknown_route(self, client: httpx.AsyncClient) -> None:
        problem(await client.get("/nowhere"), 404, "not-found")

    async def test_wrong_method_names_the_right_ones(self, client: httpx.AsyncClient) -> None:
        response = await client.delete("/items")
        problem(response, 405, "method-not-allowed")
        assert response.headers["allow"] == "POST"

    async def test_raised_below_an_endpoint(self, client: httpx.AsyncClient) -> None:
        assert problem(await client.get("/items/4"), 404, "not-found")["detail"] == "There is no item 4 at 1."
        assert problem(await client.get("/raise/conflict"), 409, "already-runs")["execution"] == "e1"
        response = await client.get("/raise/unavailable")
        problem(response, 503, "unavailable")
        assert response.headers["retry-after"] == "7"

    async def test_validation_lists_every_field_and_shows_no_value(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/items", json={"tags": [1, "a"], "password": "s3cret"})
        errors = problem(response, 422, "invalid")["errors"]
        assert {error["field"] for error in errors} == {"name", "tags.1", "password"}
        assert "s3cret" not in response.text

    async def test_validation_of_path_and_query(self, client: httpx.AsyncClient) -> None:
        errors = problem(await client.get("/items/x", params={"depth": "y"}), 422, "invalid")["errors"]
        assert {error["field"] for error in errors} == {"item_id", "depth"}

    async def test_bad_json(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/items", content=b"{nope", headers={"content-type": "application/json"})
        problem(response, 422, "invalid")

    @pytest.mark.parametrize("what", ["bug", "mongo-bug"])
    async def test_a_bug_is_500_and_shows_nothing(self, client: httpx.AsyncClient, what: str) -> None:
        response = await client.get(f"/raise/{what}")
        problem(response, 500, "internal")
        assert "s3cret" not in response.text

    @pytest.mark.parametrize("what", ["mongo-away", "part"])
    async def test_a_part_that_is_down_is_503_and_names_no_host(self, client: httpx.AsyncClient, what: str) -> None:
        response = await client.get(f"/raise/{what}")
        problem(response, 503, "unavailable")
        assert "host" not in response.text
        assert int(response.headers["retry-after"]) > 0


class TestBodyLimit:
    async def test_up_to_the_limit(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/raw", content=b"x" * LIMIT)).json() == {"size": LIMIT}

    async def test_declared_too_large(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/raw", content=b"x" * (LIMIT + 1))
        problem(response, 413, "too-large")
        assert response.headers["connection"] == "close"

    @pytest.mark.parametrize("path", ["/raw", "/items"])
    async def test_counted_as_it_comes(self, client: httpx.AsyncClient, path: str) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield b" " * 100

        response = await client.post(path, content=chunks(), headers={"content-type": "application/json"})
        problem(response, 413, "too-large")

    async def test_a_lie_about_the_length_does_not_help(self, client: httpx.AsyncClient) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield b"x" * 100

        problem(await client.post("/raw", content=chunks(), headers={"content-length": "5"}), 413, "too-large")


class TestTimeLimit:
    async def test_a_slow_request_is_ended(self, client: httpx.AsyncClient) -> None:
        problem(await client.get("/slow"), 503, "time-limit")

    async def test_a_body_that_never_comes_is_the_callers_fault(self, client: httpx.AsyncClient) -> None:
        async def stalls() -> AsyncIterator[bytes]:
            yield b"x"
            await asyncio.sleep(60)

        problem(await client.post("/raw", content=stalls()), 408, "request-timeout")

    async def test_a_stream_may_take_longer(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/stream")).content == b"xxxxx"


async def test_half_an_answer_is_cut_and_not_continued(client: httpx.AsyncClient) -> None:
    with pytest.raises(ValueError, match="half-way"):
        await client.get("/broken-stream")


class TestHeaders:
    async def test_a_good_request_id_is_kept_and_a_bad_one_replaced(self, client: httpx.AsyncClient) -> None:
        kept = await client.get("/healthz", headers={"x-request-id": "abc-1"})
        assert kept.headers["x-request-id"] == "abc-1"
        for bad in ("a b", "x" * 101, "<script>", "a\tb"):
            replaced = (await client.get("/healthz", headers={"x-request-id": bad})).headers["x-request-id"]
            assert replaced != bad
            assert len(replaced) == 36

    @pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/raise/bug"])
    async def test_security_headers_on_every_answer(self, client: httpx.AsyncClient, path: str) -> None:
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_openapi_says_what_a_stream_sends() -> None:
    class Size(BaseModel):
        cm: int

    class Moved(BaseModel):
        size: Size

    app = FastAPI()
    app.add_api_route("/v1/live", lambda: None, openapi_extra=stream_of(moved=Moved, resized=Size))
    openapi.install(app)
    document = app.openapi()
    events = document["paths"]["/v1/live"]["get"]["x-events"]
    assert events == {"moved": {"$ref": "#/components/schemas/Moved"}, "resized": {"$ref": "#/components/schemas/Size"}}
    schemas = document["components"]["schemas"]
    assert schemas["Moved"]["properties"]["size"] == {"$ref": "#/components/schemas/Size"}
    assert schemas["Size"]["required"] == ["cm"]
    assert "$defs" not in str(document)


async def test_openapi_says_that_errors_are_problems(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            assert "422" not in operation["responses"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert document["components"]["schemas"]["Problem"]["properties"]["type"]
    assert "$defs" not in str(document)
