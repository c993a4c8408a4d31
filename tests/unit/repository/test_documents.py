"""Generated documents are current, and published versions still hold."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from psasync.contracts.asyncapi import document, schemas
from psasync.contracts.compatibility import breaks
from psasync.contracts.surface import surface, surface_breaks

ROOT = Path(__file__).parents[3]
OPENAPI = ROOT / "docs/openapi"


def test_no_generated_document_is_stale():
    result = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert result.returncode == 0, f"run `make docs`:\n{result.stdout}{result.stderr}"


def test_no_change_breaks_a_published_version():
    published = json.loads((ROOT / "docs/asyncapi/published.json").read_text())
    assert breaks(published, schemas()) == []
    assert set(published) == set(schemas()), "run `python docs/generate.py --publish`"


def test_no_change_breaks_a_published_operation():
    """Against the committed documents, which another test holds to be current."""
    published = json.loads((OPENAPI / "published.json").read_text())
    assert set(published) == {path.stem for path in OPENAPI.glob("*.json")} - {"published"}
    for service, promise in published.items():
        assert promise["operations"], service
        current = surface(json.loads((OPENAPI / f"{service}.json").read_text()))
        assert surface_breaks(promise, current) == [], service


def test_every_reference_in_the_asyncapi_document_resolves():
    content = document()
    references = set(_references(content))
    assert references
    for reference in references:
        place = content
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def _references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_each_public_operation_has_a_name_of_its_own():
    """`group.name`, whichever service has it: a client's methods are called so."""
    names = []
    for path in OPENAPI.glob("*.json"):
        if path.stem == "published":
            continue
        for address, operations in json.loads(path.read_text())["paths"].items():
            if address.startswith("/v1/"):
                names += [operation["operationId"] for operation in operations.values()]
    assert names
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", name)] == []
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_each_stream_says_what_its_events_hold():
    streams = 0
    for path in OPENAPI.glob("*.json"):
        for operations in json.loads(path.read_text()).get("paths", {}).values():
            for operation in operations.values():
                streaming = "text/event-stream" in operation["responses"].get("200", {}).get("content", {})
                assert bool(operation.get("x-events")) is streaming, operation["operationId"]
                streams += streaming
    assert streams == 4


def test_each_public_operation_says_what_it_does():
    """A summary of its own, and not its function's name."""
    said = {
        operation["operationId"]: operation["summary"]
        for path in OPENAPI.glob("*.json")
        if path.stem != "published"
        for address, operations in json.loads(path.read_text())["paths"].items()
        if address.startswith("/v1/")
        for operation in operations.values()
    }
    assert [name for name, times in Counter(said.values()).items() if times > 1] == []
    # A function's name comes with every word capitalised.
    assert [name for name, text in said.items() if " " in text and text == text.title()] == []
