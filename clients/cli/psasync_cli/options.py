"""Options that several commands have."""

from typing import Annotated, TypeAlias

import typer

from psasync_cli import completing
from psasync_cli.errors import usage

FIRST = 50

Limit: TypeAlias = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many are shown.")]
Everything: TypeAlias = Annotated[bool, typer.Option("--all", "-a", help="All of them, however many there are.")]
Tenant: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--tenant", "-t", help="A tenant by name or id.", envvar="PSASYNC_TENANT", autocompletion=completing.tenants
    ),
]
SyncOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--sync", "-s", help="A sync by name, tenant/name or id.", autocompletion=completing.syncs),
]
Reason: TypeAlias = Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
TenantName: TypeAlias = Annotated[
    str, typer.Argument(metavar="TENANT", help="Its name or id.", autocompletion=completing.tenants)
]
ConnectionName: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="CONNECTION",
        help="Its name, tenant/name or id; the beginning of an id is enough.",
        autocompletion=completing.connections,
    ),
]
SyncName: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="SYNC",
        help="Its name, tenant/name or id; the beginning of an id is enough.",
        autocompletion=completing.syncs,
    ),
]
ExecutionName: TypeAlias = Annotated[
    str, typer.Argument(metavar="EXECUTION", help="Its id, or the beginning of a recent one.")
]


def shown(limit: int, everything: bool) -> int | None:
    """How many; None: all."""
    return None if everything else limit


def pairs(values: list[str], option: str) -> dict[str, str]:
    """`name=value` texts. Raises `CliError`."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name:
            raise usage(f"{option} {value!r} is not name=value.")
        found[name] = rest
    return found
