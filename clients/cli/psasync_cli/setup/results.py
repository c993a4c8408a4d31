"""What a PSA said to the credentials, as people read it."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from psasync_cli.output.column import Column
from psasync_cli.output.plain import paragraphs
from psasync_cli.output.table import facts_of, table_of
from psasync_cli.output.words import word
from psasync_client.models.scheduler import CheckView, PermissionView

_WORDS = {True: "yes", False: "no", None: "not tried"}
_STYLES = {True: "green", False: "red", None: "dim"}

PERMISSIONS = (
    Column("entity", "entity"),
    Column("readable", "readable", lambda row: _WORDS[row.readable], style=lambda row: _STYLES[row.readable]),
    Column("why not", "reason", wide=True),
    Column("what to do", "hint", wide=True),
)


def result(check: CheckView) -> RenderableType:
    return Group(*_parts(check))


def _parts(check: CheckView) -> Iterator[RenderableType]:
    if check.ok:
        yield Text.assemble(("The system lets us in. ", "green"), paragraphs(check.message))
    else:
        yield Text.assemble((f"Not yet: {word(check.error_kind)}. ", "bold red"), paragraphs(check.message))
    if check.hint:
        yield Text.assemble(("What to do: ", "bold"), paragraphs(check.hint))
    if check.fields:
        yield Text.assemble(("Where to look: ", "bold"), ", ".join(map(paragraphs, check.fields)))
    facts = [
        ("version", check.system_version or ""),
        ("time zone", check.server_time_zone or ""),
        *(check.discovered or {}).items(),
    ]
    if any(value for _, value in facts):
        yield facts_of(facts)
    permissions: list[PermissionView] = list(check.permissions or ())
    if permissions:
        yield table_of(PERMISSIONS, permissions)
