"""`psasync login`, `logout`, `whoami`."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from psasync_cli.asking import ask_secret
from psasync_cli.command import command
from psasync_cli.errors import CliError, usage
from psasync_cli.exits import ExitCode
from psasync_cli.output.words import ago, moment, word
from psasync_cli.profiles.profile import SERVICES, Profile
from psasync_cli.session import Session
from psasync_cli.signing.browser import sign_in
from psasync_client import Client, PsaSyncError, Unauthorized
from psasync_client.models.scheduler import KeyKind, WhoAmI

Address = Annotated[str | None, typer.Option(help="Its address.", show_default=False)]

_MAY = {
    "viewer": "look at everything",
    "operator": "look, run, cancel, retry, pause",
    "admin": "do everything",
}


def register(app: typer.Typer) -> None:
    command(
        app,
        "login",
        panel="Your access",
        examples=[
            "psasync login",
            "psasync login --key-file key.txt",
            "psasync login --profile production --scheduler https://sync.example.com --results https://results.example.com",
            "psasync login --browser --scope platform",
        ],
    )(login)
    command(app, "logout", panel="Your access", examples=["psasync logout", "psasync logout --profile production"])(
        logout
    )
    command(app, "whoami", panel="Your access", examples=["psasync whoami", "psasync whoami -o json"])(whoami)


def login(
    session: Session,
    key_file: Annotated[str | None, typer.Option("--key-file", help="A file with an API key; - is stdin.")] = None,
    browser: Annotated[
        bool | None,
        typer.Option("--browser/--no-browser", help="As a person, through the browser.", show_default=False),
    ] = None,
    scope: Annotated[
        str | None, typer.Option(help="`platform` or a tenant's id, for who has a role in several.")
    ] = None,
    gateway: Annotated[str | None, typer.Option(help="One address for all services.", show_default=False)] = None,
    scheduler: Address = None,
    executor: Address = None,
    results: Address = None,
    relay: Address = None,
) -> None:
    """Keep a key and the addresses it is for, as a profile. The key is tried first.

    It goes into the system's keyring where there is one, else into a file that only you can read. Without a key file
    you sign in through the browser where the platform has that, or type a key.
    """
    name = session.profile_name
    given = {"scheduler": scheduler, "executor": executor, "results": results, "relay": relay}
    before = session.profiles.get(name) or Profile()
    profile = _addressed(before, gateway, given).with_environment(os.environ)
    session.profile = profile
    for each in profile.unprotected():
        session.screen.warn(f"Your key goes to {each} as it is: use https outside of this machine.")
    key = _key(session, key_file, browser, scope)
    me = session.client_with(key).keys.whoami()
    session.keys.set(name, key)
    session.profiles.put(name, replace(profile, tenant=before.tenant, person=me.kind == KeyKind.PERSON))
    session.profiles.use(name)
    session.screen.done(
        {"profile": name, **me.model_dump(mode="json")},
        f"Signed in as {me.name}: {_role(me)}{_ends(me)}.\n"
        f"The profile {name!r} is in use; its key is in {session.keys.where}.",
    )


def logout(session: Session) -> None:
    """Forget the key of the profile. One from a sign-in is ended on the platform too."""
    name = session.profile_name
    key = session.keys.get(name)
    if key is None:
        session.screen.note(f"The profile {name!r} has no key.")
        return
    if session.stored.person:
        _sign_out(session, key)
    session.keys.remove(name)
    remark = "" if session.stored.person else " The key itself stays valid; psasync keys revoke ends one."
    session.screen.done({"profile": name}, f"The key of the profile {name!r} is forgotten.{remark}")


def whoami(session: Session) -> None:
    """Whose key it is, and what it may do."""
    me = session.client.keys.whoami()
    tenant = session.directory.tenant_name(me.tenant) if me.tenant else ""
    session.screen.one(
        me,
        [
            ("name", me.name),
            ("role", f"{word(me.role)}: may {_MAY.get(word(me.role), 'do what its role allows')}"),
            ("scope", tenant or "the whole platform"),
            ("key", f"{me.prefix}... ({me.key_id}), {word(me.kind)}"),
            ("ends", f"{moment(me.expires_at)} ({ago(me.expires_at)})" if me.expires_at else "not by itself"),
            ("profile", session.profile_name),
            ("scheduler", session.profile.scheduler),
        ],
    )


def _addressed(profile: Profile, gateway: str | None, given: dict[str, str | None]) -> Profile:
    every = dict.fromkeys(SERVICES, gateway) if gateway else {}
    found = {**every, **{name: value for name, value in given.items() if value}}
    for name, value in found.items():
        if not value.startswith(("http://", "https://")):
            raise usage(f"--{name} {value!r} is no address.", remedy="It begins with https:// (or http://).")
    return profile.at(found)


def _key(session: Session, key_file: str | None, browser: bool | None, scope: str | None) -> str:
    if key_file is not None:
        return _from_file(key_file)
    client = session.client_with(None)
    if browser or (browser is None and session.screen.interactive and _people(client)):
        return sign_in(client, session.screen, scope=scope).key
    if not session.screen.interactive:
        raise usage("Which key?", remedy="--key-file FILE, or --key-file - for stdin.")
    key = ask_secret(session.screen, "API key")
    if not key:
        raise usage("No key was given.")
    return key


def _from_file(path: str) -> str:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise usage(f"--key-file {path} cannot be read: {error}") from error
    key = text.strip()
    if not key or len(key.split()) != 1:
        raise usage(f"--key-file {path} does not hold a key.")
    return key


def _people(client: Client) -> bool:
    return client.sign_in.options().people


def _sign_out(session: Session, key: str) -> None:
    try:
        session.client_with(key).sign_in.sign_out()
    except Unauthorized:
        session.screen.note("It was over already.")
    except PsaSyncError as error:
        raise CliError(
            f"The key could not be ended on the platform, so it is kept here: {error}",
            ExitCode.UNREACHABLE,
            remedy="Try again; psasync profiles remove forgets it without that.",
        ) from error


def _role(me: WhoAmI) -> str:
    return f"{word(me.role)} of {'one tenant' if me.tenant else 'the whole platform'}"


def _ends(me: WhoAmI) -> str:
    return f", until {moment(me.expires_at)}" if me.expires_at else ""
