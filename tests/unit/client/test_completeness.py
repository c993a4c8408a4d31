"""Whatever the services offer to the public, both flavours of the client have, with every parameter."""

import inspect
import json
import keyword
from pathlib import Path

import pytest

from psasync_client import Addresses, AsyncClient, Client

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
def client(request: pytest.FixtureRequest) -> Client | AsyncClient:
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
def test_it_is_there_with_every_parameter(client, service, method, address, operation):
    offered = inspect.signature(found(client, operation)).parameters
    described = operation.get("parameters", [])
    path = [word(each["name"]) for each in described if each["in"] == "path"]
    positional = [name for name, each in offered.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    assert positional == path + (["body"] if "requestBody" in operation else [])
    keywords = {name: each for name, each in offered.items() if each.kind is each.KEYWORD_ONLY}
    others = {word(each["name"]): each.get("required", False) for each in described if each["in"] != "path"}
    assert {name: each.default is each.empty for name, each in keywords.items()} == others


@each_operation
def test_it_asks_the_right_service(client, service, method, address, operation):
    constant = operation["operationId"].partition(".")[2].upper()
    sent = inspect.getmodule(type(found(client, operation).__self__)).__dict__[f"_{constant}"]
    names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "path"]
    call = sent.call([f"<{name}>" for name in names])
    expected = address
    for name in names:
        expected = expected.replace(f"{{{name}}}", f"%3C{name}%3E")
    assert (call.service, call.method, call.target, call.name) == (service, method, expected, operation["operationId"])


@each_operation
def test_it_says_what_it_does(client, service, method, address, operation):
    assert inspect.getdoc(found(client, operation))


def test_the_client_has_nothing_else(client):
    groups = {operation["operationId"].partition(".")[0] for *_, operation in OPERATIONS}
    assert {name for name in vars(client) if not name.startswith("_")} == groups
    for group in groups:
        names = {name for name in dir(getattr(client, group)) if not name.startswith("_")}
        ids = [operation["operationId"].split(".") for *_, operation in OPERATIONS]
        assert names == {name for each, name in ids if each == group}
