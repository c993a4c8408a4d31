"""`psasync systems`."""

from typing import Annotated

import typer

from psasync_cli.command import command, group
from psasync_cli.output.column import Column
from psasync_cli.output.table import table_of
from psasync_cli.output.words import word
from psasync_cli.session import Session
from psasync_cli.setup.fields import in_order
from psasync_client.models.common import System
from psasync_client.models.scheduler import EntityView

app = group("The systems that can be connected, and what each can do.")


def _by_date(entity: EntityView) -> str:
    if not entity.period:
        return "no"
    return f"yes: {entity.business_date}" if entity.business_date else "yes"


COLUMNS = (
    Column("system", "system"),
    Column("name", "title"),
    Column("source", "source"),
    Column("destination", "destination"),
    Column("live tickets", "webhooks"),
    Column("entities", "entities", lambda row: str(len(row.entities)), right=True),
)
FIELDS = (
    Column("field", "name"),
    Column("needed", "required"),
    Column("secret", "secret"),
    Column("default", "default"),
    Column("what it is", "help", wide=True),
)
ENTITIES = (
    Column("entity", "entity"),
    Column("by date", "period_filter", _by_date),
    Column("by id", "by_id"),
    Column("custom fields", "custom_fields"),
    Column("remark", "note", wide=True),
)


@command(app, "list", examples=["psasync systems list"])
def list_systems(session: Session) -> None:
    """All systems."""
    session.screen.rows(session.client.systems.list(), COLUMNS)


@command(app, "show", examples=["psasync systems show connectwise", "psasync systems show halopsa -o json"])
def show(session: Session, system: Annotated[System, typer.Argument(metavar="SYSTEM")]) -> None:
    """What a connection to it needs, and what can be read."""
    found = session.client.systems.get(system)
    session.screen.one(
        found,
        [
            ("system", word(found.system)),
            ("name", found.title),
            ("source", word(found.source)),
            ("destination", word(found.destination)),
            ("live tickets", word(found.webhooks)),
        ],
        table_of(FIELDS, in_order(found)),
        table_of(ENTITIES, found.entities),
    )
