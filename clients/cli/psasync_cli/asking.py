"""Asking the person at the terminal. Questions go to stderr, so that stdout stays what it is."""

import getpass
import sys

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.output.plain import paragraphs
from psasync_cli.output.screen import Screen

PHRASE = "I confirm"


def ask(screen: Screen, question: str, *, default: str | None = None) -> str:
    """The answer without blanks around it; the default for none. Raises `CliError` where nobody can be asked."""
    _somebody(screen, question)
    shown = f" [{paragraphs(default)}]" if default else ""
    screen.err.print(f"{question}{shown}: ", end="")
    screen.err.file.flush()
    line = sys.stdin.readline()
    if not line:
        raise CliError("The answer did not come.", ExitCode.CONFIRMATION)
    return line.strip() or default or ""


def ask_secret(screen: Screen, question: str) -> str:
    """The same, without showing what is typed."""
    _somebody(screen, question)
    try:
        return getpass.getpass(f"{question}: ").strip()
    except EOFError:
        raise CliError("The answer did not come.", ExitCode.CONFIRMATION) from None


def agree(screen: Screen, question: str, *, yes: bool) -> None:
    """Returns if the person agrees; raises `CliError` if not, or if nobody can be asked and `yes` is not given."""
    if yes:
        return
    if not screen.interactive:
        raise CliError(f"{question} Nobody can be asked here.", ExitCode.CONFIRMATION, remedy="--yes says yes.")
    if ask(screen, f"{question} [y/N]").lower() not in {"y", "yes"}:
        raise CliError("Nothing was done.", ExitCode.CONFIRMATION)


def confirm(screen: Screen, *, confirmed: bool) -> None:
    """For what cannot be taken back: the phrase has to be typed. Raises `CliError` if it is not."""
    if confirmed:
        return
    if not screen.interactive:
        raise CliError(
            "This has to be confirmed, and nobody can be asked here. Nothing was done.",
            ExitCode.CONFIRMATION,
            remedy="Read the warnings above; --confirm says that this is meant.",
        )
    if ask(screen, f'Type "{PHRASE}" to go on') != PHRASE:
        raise CliError("It was not confirmed. Nothing was done.", ExitCode.CONFIRMATION)


def _somebody(screen: Screen, question: str) -> None:
    if not screen.interactive:
        raise CliError(f"{question}? Nobody can be asked here.", ExitCode.USAGE, remedy="Give it as an option.")
