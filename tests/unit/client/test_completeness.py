"""Whatever the services offer to the public, both flavours of the client have, with every parameter."""

import inspect
import json
import keyword
from pathlib import Path
from urllib.parse import quote

import pytest

from psasync_client import Addresses, AsyncClient, Client, Invalid
from tests.unit.client.answers import problem

OPENAPI = Path(__file__).parents[3] / "docs/openapi"
SERVICES = {"scheduler": "scheduler", "executor": "executor", "results": "results", "tickets-relay": "relay"}
OPERATIONS = [
    (SERVICES[path.stem], method.upper(), address, operation)
    for path in sorted(OPENAPI.glob("*.json"))
    if path.stem in SERVICES
    for address, methods in json.loads(path.read_text())["paths"].items()
    if address.startswith("/v1/")
    for method, operation in methods.items()
]
each_operation = pytest.mark.parametrize(
    ("service", "method", "address", "operation"),
    OPERATIONS,
    ids=[operation["operationId"] for *_, operation in OPERATIONS],
)


@pytest.fixture(scope="module", params=[Client, AsyncClient], ids=["sync", "async"])
def unused(request: pytest.FixtureRequest) -> Client | AsyncClient:
    """Nothing is asked of it, so nothing is open that would have to be closed."""
    return request.param("psk_x", Addresses.local())


def word(name: str) -> str:
    name = name.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def found(client, operation):
    group, _, name = operation["operationId"].partition(".")
    return getattr(getattr(client, group), name)


def test_every_document_is_looked_at():
    assert {service for service, *_ in OPERATIONS} == set(SERVICES.values())
    assert {path.stem for path in OPENAPI.glob("*.json")} == set(SERVICES) | {"published"}


@each_operation
def test_it_is_there_with_every_parameter(unused, service, method, address, operation):
    offered = inspect.signature(found(unused, operation)).parameters
    described = operation.get("parameters", [])
    path = [word(each["name"]) for each in described if each["in"] == "path"]
    positional = [name for name, each in offered.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    assert positional == path + (["body"] if "requestBody" in operation else [])
    keywords = {name: each for name, each in offered.items() if each.kind is each.KEYWORD_ONLY}
    others = {word(each["name"]): each.get("required", False) for each in described if each["in"] != "path"}
    assert {name: each.default is each.empty for name, each in keywords.items()} == others


@each_operation
async def test_everything_that_is_given_is_sent(client, server, script, service, method, address, operation):
    apart = Addresses(**{name: f"{server.url}/{name}" for name in SERVICES.values()})
    client.client._transport._wire._addresses = apart
    script(problem(400))
    described = operation.get("parameters", [])
    given = {word(each["name"]): f"a {each['name']}" for each in described if each["in"] != "path"}
    path = {each["name"]: f"the {each['name']}" for each in described if each["in"] == "path"}
    body = [{"sent": "this"}] if "requestBody" in operation else []
    with pytest.raises(Invalid):
        await client.begin(lambda c: found(c, operation)(*path.values(), *body, **given))

    (asked,) = server.asked
    assert (asked.method, asked.path) == (method, f"/{service}" + address.format_map(quoted(path)))
    assert json.loads(asked.body or "null") == (body[0] if body else None)
    headers = {each["name"] for each in described if each["in"] == "header"}
    assert {name: asked.headers.get(name) for name in headers} == {name: f"a {name}" for name in headers}
    # What can be sent as a header too is sent as that.
    queries = {
        each["name"] for each in described if each["in"] == "query" and each["name"].replace("_", "-") not in headers
    }
    assert asked.query == {name: f"a {name}" for name in queries}


def quoted(path: dict[str, str]) -> dict[str, str]:
    return {name: quote(value) for name, value in path.items()}


@each_operation
def test_it_says_what_it_does(unused, service, method, address, operation):
    assert inspect.getdoc(found(unused, operation))


def test_the_client_has_nothing_else(unused):
    groups = {operation["operationId"].partition(".")[0] for *_, operation in OPERATIONS}
    assert {name for name in vars(unused) if not name.startswith("_")} == groups
    for group in groups:
        names = {name for name in dir(getattr(unused, group)) if not name.startswith("_")}
        ids = [operation["operationId"].split(".") for *_, operation in OPERATIONS]
        assert names == {name for each, name in ids if each == group}
