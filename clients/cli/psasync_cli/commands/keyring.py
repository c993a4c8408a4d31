"""`psasync keyring`: the keys that seal stored secrets."""

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.options import Yes
from psasync_cli.output.column import Column
from psasync_cli.output.table import table_of
from psasync_cli.output.words import moment, number, word
from psasync_cli.session import Session
from psasync_client.models.scheduler import KeyringView

app = group("The keyring that seals stored secrets.")

COLUMNS = (
    Column("key", "id"),
    Column("seals", "primary"),
    Column("there", "held", style=lambda key: "" if key.held else "red"),
    Column("secrets", "envelopes", lambda key: number(key.envelopes), right=True),
    Column("can be dropped", "droppable"),
)


@command(app, "status", examples=["psasync keyring status"])
def status(session: Session) -> None:
    """What each key still opens, and how the last rotation went. For admins of the whole platform."""
    _shown(session, session.client.keyring.get())


@command(app, "rotate", examples=["psasync keyring rotate --yes"])
def rotate(session: Session, yes: Yes = False) -> None:
    """Seal all stored secrets under the first key of PSASYNC_KEYRING, in the background. Can be repeated."""
    agree(session.screen, "Seal all stored secrets under the first key?", yes=yes)
    _shown(session, session.client.keyring.rotate())


def _shown(session: Session, view: KeyringView) -> None:
    last = view.rotation
    facts = (
        []
        if last is None
        else [
            ("rotation", f"{word(last.state)}, to {last.target}"),
            ("started", f"{moment(last.started_at)} by {last.started_by}"),
            ("ended", moment(last.ended_at)),
            ("connections", number(last.connections)),
            ("left", f"{number(last.left)}: {last.problem}" if last.left else ""),
        ]
    )
    session.screen.one(view, facts, table_of(COLUMNS, view.keys))
