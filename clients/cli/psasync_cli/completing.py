"""Names that the shell offers while one is typed: what begins so, as far as the platform answers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import typer

from psasync_cli.errors import CliError
from psasync_cli.session import Session
from psasync_client import Client, PsaSyncError, Retries

_MOST = 100
_SECONDS = 2.0  # somebody waits with a half-typed line


def tenants(context: typer.Context, incomplete: str) -> list[str]:
    return _offered(context, lambda client: (each.name for each in client.tenants.list(name=incomplete, limit=_MOST)))


def connections(context: typer.Context, incomplete: str) -> list[str]:
    return _offered(context, lambda client: _within(client, incomplete, client.connections.list))


def syncs(context: typer.Context, incomplete: str) -> list[str]:
    return _offered(context, lambda client: _within(client, incomplete, client.syncs.list))


def _within(client: Client, incomplete: str, listed: Callable[..., Iterable[Any]]) -> Iterator[str]:
    """Names, and tenants whose names may stand before a slash; behind a slash the names of that tenant."""
    of, slash, name = incomplete.rpartition("/")
    if not slash:
        yield from (each.name for each in listed(name=incomplete, limit=_MOST))
        yield from (f"{each.name}/" for each in client.tenants.list(name=incomplete, limit=_MOST))
        return
    for tenant in islice(client.tenants.list(name=of, limit=_MOST), _MOST):
        if tenant.name.casefold() == of.casefold():
            yield from (f"{tenant.name}/{each.name}" for each in listed(tenant=tenant.id, name=name, limit=_MOST))


def _offered(context: typer.Context, find: Callable[[Client], Iterator[str]]) -> list[str]:
    """Nothing where there is no platform, or no key: a shell has no place for errors."""
    try:
        with Session(context.params.get("profile")) as session:
            if not session.key:
                return []
            with Client(session.key, session.addresses, timeout=_SECONDS, retries=Retries(tries=1)) as client:
                return list(dict.fromkeys(islice(find(client), _MOST)))
    except (CliError, PsaSyncError):
        return []
