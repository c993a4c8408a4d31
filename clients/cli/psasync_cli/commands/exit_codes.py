"""`psasync exit-codes`."""

import typer

from psasync_cli.command import command
from psasync_cli.exits import MEANINGS
from psasync_cli.output.column import Column
from psasync_cli.session import Session

COLUMNS = (Column("code", "code", right=True), Column("name", "name"), Column("meaning", "meaning", wide=True))


def register(app: typer.Typer) -> None:
    command(app, "exit-codes", panel="Your access", examples=["psasync exit-codes", "psasync exit-codes -o json"])(
        exit_codes
    )


def exit_codes(session: Session) -> None:
    """How commands end. The codes are stable: scripts can count on them."""
    rows = [
        {"code": int(code), "name": code.name.lower().replace("_", "-"), "meaning": meaning}
        for code, meaning in MEANINGS.items()
    ]
    session.screen.rows(rows, COLUMNS)
