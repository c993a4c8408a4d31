"""`psasync doctor`."""

from collections.abc import Iterator

import typer

from psasync_cli.command import command
from psasync_cli.doctor.finding import Finding, Verdict, failed
from psasync_cli.doctor.key import key_findings
from psasync_cli.doctor.services import service_findings
from psasync_cli.doctor.stuck import stuck_findings
from psasync_cli.exits import ExitCode
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.profiles.profile import SERVICES
from psasync_cli.session import Session
from psasync_client.models.scheduler import WhoAmI

_MARKS = {Verdict.OK: "✓ ok", Verdict.INFO: "· info", Verdict.WARNING: "! warning", Verdict.FAILED: "✗ failed"}

COLUMNS = (
    Column("", "verdict", lambda row: _MARKS[row.verdict], style=lambda row: style_of(row.verdict)),
    Column("what", "check"),
    Column("how it is", "message", wide=True),
    Column("what to do", "remedy", wide=True),
)


def register(app: typer.Typer) -> None:
    command(
        app,
        "doctor",
        panel="Operation",
        examples=["psasync doctor", "psasync doctor -o json", "psasync doctor --profile production"],
    )(doctor)


def doctor(session: Session) -> ExitCode:
    """Look at what can be wrong, and say what to do: services, clocks, your key, Kafka's topics, what is stuck.

    Exit code 1 if something has failed, 3 if there are warnings only.
    """
    if session.screen.for_people:
        session.screen.note("Looking ...")
    found = list(_findings(session))
    session.screen.rows(found, COLUMNS)
    verdicts = {each.verdict for each in found}
    if Verdict.FAILED in verdicts:
        return ExitCode.FAILED
    return ExitCode.WARNINGS if Verdict.WARNING in verdicts else ExitCode.OK


def _findings(session: Session) -> Iterator[Finding]:
    for name in SERVICES:
        yield from service_findings(name, getattr(session.profile, name))
    if session.key is None:
        yield failed("key", f"there is none for the profile {session.profile_name!r}", "psasync login")
        return
    me: list[WhoAmI] = []
    yield from key_findings(session.client, me)
    if me:
        yield from stuck_findings(session.client, me[0])
