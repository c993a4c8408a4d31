"""`psasync cards`: each entity of a tenant at a glance."""

from dataclasses import dataclass
from typing import Any

import typer

from psasync_cli.command import command
from psasync_cli.options import FIRST, Everything, Limit, Tenant, shown
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import ago, counts, word
from psasync_cli.session import Session
from psasync_client.models.results import CardView, EntityCardView

_SHADES = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class _Line:
    card: CardView
    entity: EntityCardView


def register(app: typer.Typer) -> None:
    command(app, "cards", panel="Results", examples=["psasync cards -t acme", "psasync cards -t acme -o json"])(cards)


def cards(session: Session, tenant: Tenant = None, limit: Limit = FIRST, everything: Everything = False) -> None:
    """When each entity was last right, what the latest run did, and how the last runs went."""
    found = session.client.cards.list(session.directory.tenant(tenant))
    if not session.screen.for_people:
        session.screen.rows(found, _PLAIN, limit=shown(limit, everything))
        return
    lines = (_Line(card, entity) for card in found for entity in card.entities)
    columns = (Column("sync", "card.sync", lambda line: session.directory.sync_name(line.card.sync)), *_COLUMNS)
    session.screen.rows(lines, columns, limit=shown(limit, everything), empty="Nothing has run yet. psasync run")


def sparkline(values: list[int]) -> str:
    """One mark each, the highest value at full height."""
    most = max(values, default=0)
    return "".join(_SHADES[round(value / most * (len(_SHADES) - 1))] if most else _SHADES[0] for value in values)


def _correct(line: _Line) -> str:
    return ago(line.entity.last_correct.at) if line.entity.last_correct else "never"


def _latest(line: _Line) -> str:
    latest = line.entity.latest
    return f"{latest.status_text}, {ago(latest.ended_at)}" if latest else "none"


def _latest_style(line: _Line) -> str:
    return style_of(line.entity.latest.status) if line.entity.latest else ""


def _counts(line: _Line) -> str:
    return counts(line.entity.latest.counts) if line.entity.latest else ""


def _issues(line: _Line) -> str:
    return f"{line.entity.open_issues}{'+' if line.entity.open_issues >= 1000 else ''}"


_COLUMNS = (
    Column("entity", "entity.entity"),
    Column("last right", "entity.last_correct.at", _correct),
    Column(
        "latest run",
        "entity.latest.status",
        _latest,
        style=lambda line: style_of(getattr(line.entity.latest, "status", "")),
    ),
    Column(
        "counts", "entity.latest.counts", lambda line: counts(line.entity.latest.counts) if line.entity.latest else ""
    ),
    Column("issues", "entity.open_issues", _issues, right=True),
    Column("trend", "entity.trend", lambda line: sparkline([point.fetched for point in line.entity.trend])),
    Column("now", "card.running", lambda line: "runs" if line.card.running else ""),
)
_PLAIN: tuple[Column, ...] = (
    Column("sync", "sync"),
    Column("running", "running"),
    Column("entities", "entities", lambda card: word(_names(card))),
)


def _names(card: Any) -> str:
    return ", ".join(word(each.entity) for each in card.entities)
