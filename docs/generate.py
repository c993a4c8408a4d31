"""Write the documents and the client's code that follow from the code, or check that they are up to date.

    python docs/generate.py            write what is stale
    python docs/generate.py --check    exit 1 and name what is stale
    python docs/generate.py --publish  also take what is new into the promises

`asyncapi/published.json` (event models) and `openapi/published.json` (operations under /v1) are the promises to other
systems: they only grow, and tests hold the code against them.
"""

import asyncio
import base64
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psasync_executor.app
import psasync_executor.settings
import psasync_results.app
import psasync_results.settings
import psasync_scheduler.app
import psasync_scheduler.settings
import psasync_tickets_relay.app
import psasync_tickets_relay.settings
from psasync.contracts.asyncapi import document, schemas
from psasync.contracts.compatibility import grown
from psasync.contracts.issues import CATALOGUE
from psasync.contracts.surface import Surface, grown_surface, surface
from psasync.psa.capability_table import capability_page
from psasync.psa.registry import SYSTEMS
from psasync_client_generator import client_code, superfluous

DOCS = Path(__file__).parent
PUBLISHED_EVENTS = DOCS / "asyncapi" / "published.json"
PUBLISHED_HTTP = DOCS / "openapi" / "published.json"
SERVICES: dict[str, tuple[Any, Any]] = {
    "scheduler": (psasync_scheduler.app.build, psasync_scheduler.settings.SchedulerSettings),
    "executor": (psasync_executor.app.build, psasync_executor.settings.ExecutorSettings),
    "results": (psasync_results.app.build, psasync_results.settings.ResultsSettings),
    "tickets-relay": (psasync_tickets_relay.app.build, psasync_tickets_relay.settings.RelaySettings),
}
# An application is built, never started: these reach nothing and open nothing.
PLACEHOLDERS = {"keyring": "docs:" + base64.b64encode(bytes(32)).decode(), "internal_token": "x" * 32}


def _json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


async def _openapi(service: str) -> dict[str, Any]:
    build, settings = SERVICES[service]
    application = await build(settings(**PLACEHOLDERS))
    document: dict[str, Any] = application.openapi()
    return document


def _troubleshooting() -> str:
    lines = ["# Troubleshooting", "", "One section per issue code, made from the issue catalogue.", ""]
    for code, entry in CATALOGUE.items():
        lines += [
            f"## `{code}`: {entry.title}",
            "",
            f"Severity: {entry.severity}.",
            "",
            entry.meaning,
            "",
            f"**What to do:** {entry.action}",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def documents() -> Iterator[tuple[Path, str]]:
    """Every generated document with the content it should have."""
    yield DOCS / "asyncapi" / "asyncapi.json", _json(document())
    for service in SERVICES:
        yield DOCS / "openapi" / f"{service}.json", _json(asyncio.run(_openapi(service)))
    yield DOCS / "troubleshooting.md", _troubleshooting()
    yield DOCS / "capabilities.md", capability_page(SYSTEMS)


def publish() -> None:
    """Take what is new into the promises; where the code breaks one, it stays as it is."""
    _write(PUBLISHED_EVENTS, _json(grown(_read(PUBLISHED_EVENTS), schemas())))
    promised: dict[str, Surface] = _read(PUBLISHED_HTTP)
    for service in SERVICES:
        current = surface(asyncio.run(_openapi(service)))
        promised[service] = grown_surface(promised[service], current) if service in promised else current
    _write(PUBLISHED_HTTP, _json(promised))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return content


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    if "--publish" in arguments:
        publish()
    # The client follows from the documents, so these come first.
    behind = _settle(documents(), check=check)
    code = dict(client_code(DOCS))
    behind += _settle(code.items(), check=check)
    for path in superfluous(set(code)):
        behind.append(path)
        print(f"{'superfluous' if check else 'removed'}: {path.relative_to(DOCS.parent)}")
        if not check:
            path.unlink()
    return 1 if behind and check else 0


def _settle(wanted: Iterable[tuple[Path, str]], *, check: bool) -> list[Path]:
    """Write what is stale, unless it is only checked; what it was."""
    behind = [(path, text) for path, text in wanted if not path.exists() or path.read_text() != text]
    for path, text in behind:
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(DOCS.parent)}")
        if not check:
            _write(path, text)
    return [path for path, _ in behind]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
