"""What a run would do, before it does it."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from psasync_cli.output.plain import paragraphs
from psasync_cli.output.table import facts_of
from psasync_cli.output.words import joined, number, word
from psasync_cli.runs.heat import heat_table, left_out
from psasync_client.models.scheduler import PreflightView, SyncView

_MODES = {"missing": "what is new, has changed, or was refused or failed before", "force": "everything again"}


def shown(sync: SyncView, request: Mapping[str, Any], preflight: PreflightView) -> Iterator[RenderableType]:
    """Settings, what is there already, what to know."""
    yield Text.assemble(("Run ", "bold"), (paragraphs(sync.name), "bold cyan"))
    yield facts_of(_facts(request, preflight))
    imported = preflight.imported
    if imported is not None and imported.records:
        yield Text(f"\nImported already: {number(imported.records)} records", style="bold")
        if any(each.day is not None for each in imported.days):
            yield heat_table(imported.days)
        rest = left_out(imported.days, imported.more_days)
        if rest:
            yield Text(f"Not in the table: {rest}.", style="dim")
    for gap in preflight.not_supported:
        if gap.what == "period" and request.get("period"):
            yield Text(
                f"No period for {joined(gap.entities)}: {paragraphs(gap.why)} {paragraphs(gap.ask)}", style="yellow"
            )
    for warning in preflight.warnings:
        yield Text(f"! {paragraphs(warning)}", style="yellow")
    for reason in preflight.blocked:
        yield Text(f"✗ {paragraphs(reason)}", style="red")


def _facts(request: Mapping[str, Any], preflight: PreflightView) -> Iterator[tuple[str, str]]:
    settings = preflight.settings
    mode = word(settings.get("mode") or request.get("mode"))
    yield "what", _MODES.get(mode, mode)
    yield "period", period_text(settings.get("period") or request.get("period"))
    yield "entities", joined(settings.get("entities") or request.get("entities") or ())
    records = request.get("records")
    yield "records", f"{len(records)} by id" if records else ""
    yield "dry run", "yes: reads and compares, writes nothing" if request.get("dry_run") else ""
    yield "reads all of", joined(preflight.full_pass or ())
    yield "deletions", "the guard is off" if request.get("allow_deletions") else ""
    queue = preflight.queue
    yield "place in the queue", f"about {queue.position}" if queue is not None else ""


def period_text(period: Any) -> str:
    """`2026-11-02`, or from and to; nothing for none."""
    if not period:
        return ""
    first, last = (
        (period.get("first"), period.get("last")) if isinstance(period, Mapping) else (period.first, period.last)
    )
    return str(first) if first == last else f"{first} to {last}"
