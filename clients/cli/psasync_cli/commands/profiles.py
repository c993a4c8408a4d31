"""`psasync profiles`."""

from typing import Annotated

import typer

from psasync_cli.command import command, group
from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.output.column import Column
from psasync_cli.profiles.profile import SERVICES
from psasync_cli.session import Session

app = group("Profiles: platforms that you work with, by name.")

Name = Annotated[str, typer.Argument(metavar="PROFILE")]

COLUMNS = (
    Column("", "current", lambda row: "*" if row["current"] else ""),
    Column("profile", "name"),
    Column("scheduler", "scheduler"),
    Column("tenant", "tenant"),
    Column("key", "key", lambda row: "yes" if row["key"] else "no"),
)


@command(app, "list", examples=["psasync profiles list"])
def list_profiles(session: Session) -> None:
    """All profiles; the one in use has a mark."""
    rows = []
    for name in session.profiles.names:
        profile = session.profiles.get(name)
        values = {} if profile is None else profile.values()
        has_key = session.keys.get(name) is not None
        rows.append({"current": name == session.profiles.current, "name": name, **values, "key": has_key})
    session.screen.rows(rows, COLUMNS, empty="No profiles yet. psasync login")


@command(app, "show", examples=["psasync profiles show", "psasync profiles show --profile production"])
def show(session: Session) -> None:
    """The profile that counts here, with what the environment says. Keys are never shown."""
    profile = session.profile
    session.screen.one(
        {"name": session.profile_name, **profile.values()},
        [
            ("profile", session.profile_name),
            *((name, getattr(profile, name)) for name in SERVICES),
            ("tenant", profile.tenant or "none: commands ask for --tenant"),
            ("key", _where(session)),
        ],
    )


@command(app, "use", examples=["psasync profiles use production"])
def use(session: Session, name: Name) -> None:
    """Use it from now on."""
    _known(session, name)
    session.profiles.use(name)
    session.screen.done({"profile": name}, f"{name!r} is in use.")


@command(app, "tenant", examples=["psasync profiles tenant acme", "psasync profiles tenant --none"])
def tenant(
    session: Session,
    name: Annotated[str | None, typer.Argument(metavar="TENANT")] = None,
    none: Annotated[bool, typer.Option("--none", help="None any more.")] = False,
) -> None:
    """The tenant that is meant where none is named."""
    found = "" if none or name is None else session.directory.tenant(name)
    session.profiles.set_tenant(session.profile_name, found)
    text = f"The usual tenant is {session.directory.tenant_name(found)}." if found else "There is no usual tenant."
    session.screen.done({"profile": session.profile_name, "tenant": found}, text)


@command(app, "remove", examples=["psasync profiles remove old"])
def remove(session: Session, name: Name) -> None:
    """Forget a profile and its key. The key stays valid on the platform."""
    _known(session, name)
    session.keys.remove(name)
    session.profiles.remove(name)
    session.screen.done({"profile": name}, f"{name!r} is forgotten.")


def _known(session: Session, name: str) -> None:
    if session.profiles.get(name) is None:
        raise CliError(f"There is no profile {name!r}.", ExitCode.NOT_FOUND, remedy="psasync profiles list")


def _where(session: Session) -> str:
    if session.key is None:
        return "none; psasync login"
    kept = session.keys.get(session.profile_name)
    return f"kept in {session.keys.where}" if kept == session.key else "from PSASYNC_KEY"
