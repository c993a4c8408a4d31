"""How a function becomes a command: options that all have, examples, and one place where errors end."""

import functools
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias, get_type_hints

import typer
from rich.markup import escape
from rich.text import Text

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.failures import failure
from psasync_cli.output.plain import paragraphs
from psasync_cli.output.screen import Format, Screen
from psasync_cli.session import Session
from psasync_client import PsaSyncError

Action: TypeAlias = Callable[..., ExitCode | None]

_COMMON = "Common options"
_PROFILE = Annotated[
    str | None, typer.Option("--profile", help="Another profile than the one in use.", rich_help_panel=_COMMON)
]
_OUTPUT = Annotated[
    Format,
    typer.Option(
        "--output", "-o", envvar="PSASYNC_OUTPUT", help="Lists in JSON are one object a line.", rich_help_panel=_COMMON
    ),
]
_INJECTED = (
    inspect.Parameter("profile", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_PROFILE),
    inspect.Parameter("output", inspect.Parameter.KEYWORD_ONLY, default=Format.TABLE, annotation=_OUTPUT),
)


def command(
    app: typer.Typer, name: str, *, examples: Sequence[str], panel: str | None = None
) -> Callable[[Action], Action]:
    """Registers `action(session, ...)`; its docstring is the help, its first sentence what lists of commands show.

    What it returns is the exit code, None is 0. `panel`: under which heading it is listed.
    """

    def register(action: Action) -> Action:
        short = inspect.cleandoc(action.__doc__ or "").split(". ")[0].split("\n\n")[0].rstrip(".")
        app.command(name, epilog=_epilog(examples), short_help=short, rich_help_panel=panel)(_with_session(action))
        return action

    return register


def group(help_text: str) -> typer.Typer:
    """A group of commands; by itself it shows what it has."""
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode="rich")


def _epilog(examples: Sequence[str]) -> str:
    lines = ["[bold]Examples[/bold]", *(f"  [cyan]{escape(each)}[/cyan]" for each in examples)]
    return "\n".join(lines)


def _with_session(action: Action) -> Action:
    hints = get_type_hints(action, include_extras=True)
    _, *own = inspect.signature(action).parameters.values()

    @functools.wraps(action)
    def run(*, profile: str | None, output: Format, **values: Any) -> None:
        code = _outcome(functools.partial(action, **values), profile, output)
        if code:
            raise typer.Exit(code)

    parameters = [
        *(each.replace(annotation=hints[each.name], kind=inspect.Parameter.KEYWORD_ONLY) for each in own),
        *_INJECTED,
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    del run.__wrapped__  # else typer would read the signature of the action
    return run


def _outcome(action: Callable[[Session], ExitCode | None], profile: str | None, output: Format) -> ExitCode:
    try:
        with Session(profile, output) as session:
            return action(session) or ExitCode.OK
    except CliError as error:
        return complain(error)
    except PsaSyncError as error:
        return complain(failure(error))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return _left()
    except Exception as error:  # noqa: BLE001 - the last one to hear of it
        if os.environ.get("PSASYNC_DEBUG"):
            traceback.print_exc()
        fault = f"This program is at fault: {type(error).__name__}: {error}"
        return complain(CliError(fault, ExitCode.INTERNAL, remedy="PSASYNC_DEBUG=1 shows where."))


def complain(error: CliError) -> ExitCode:
    """On stderr: what is wrong, the details, what to do."""
    screen = Screen()
    screen.err.print(Text.assemble(("Error: ", "bold red"), paragraphs(error.message)))
    for line in error.details:
        screen.err.print(Text(f"  {paragraphs(line)}"))
    if error.remedy:
        screen.err.print(Text.assemble(("What to do: ", "bold"), paragraphs(error.remedy)))
    return error.code


def _left() -> ExitCode:
    """Whoever read the output has enough of it, as `head` has. What is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OK
