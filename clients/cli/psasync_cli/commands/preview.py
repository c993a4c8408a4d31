"""`psasync preview`: when a schedule would fire."""

from typing import Annotated

import typer

from psasync_cli.command import command
from psasync_cli.options import SyncOption
from psasync_cli.output.table import table_of
from psasync_cli.output.words import duration, word
from psasync_cli.scheduling import FIRINGS, schedule_body, schedule_text
from psasync_cli.session import Session

_PLACES = {
    "kept": "its own",
    "expected": "expected; it may differ once it is saved",
    "unknown": "given when it is saved",
}


def register(app: typer.Typer) -> None:
    command(
        app,
        "preview",
        panel="Set-up",
        examples=[
            "psasync preview --time 01:30 --sync acme/nightly",
            "psasync preview --cron '30 1 * * 1-5' --time-zone America/New_York",
        ],
    )(preview)


def preview(
    session: Session,
    time: Annotated[str | None, typer.Option("--time", help="HH:MM, every day.")] = None,
    cron: Annotated[str | None, typer.Option("--cron", help="A cron expression.")] = None,
    spread: Annotated[int | None, typer.Option("--spread", min=0, help="Minutes.")] = None,
    sync: SyncOption = None,
    tenant: Annotated[str | None, typer.Option("--tenant", "-t", help="In its zone.")] = None,
    time_zone: Annotated[str | None, typer.Option("--time-zone", help="An IANA name.")] = None,
) -> None:
    """The next firings of a schedule, with what clock changes do to them. Nothing is changed."""
    body: dict[str, object] = {"schedule": schedule_body(time, cron, spread)}
    if sync:
        body["sync"] = session.directory.sync(sync).id
    elif time_zone:
        body["time_zone"] = time_zone
    else:
        body["tenant"] = session.directory.tenant(tenant)
    found = session.client.schedules.preview(body)
    place = _PLACES.get(word(found.place), "")
    after = f"{duration(found.offset_seconds)} after its beginning" if found.offset_seconds else "its beginning"
    session.screen.one(
        found,
        [
            ("schedule", schedule_text(found.schedule)),
            ("time zone", found.time_zone),
            ("place in the window", f"{after}, {place}"),
        ],
        table_of(FIRINGS, found.next),
    )
