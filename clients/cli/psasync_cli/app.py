"""All commands, in the order in which `psasync --help` shows them."""

from importlib.metadata import version
from typing import Annotated

import typer

from psasync_cli.commands import (
    audit,
    cards,
    connections,
    doctor,
    executions,
    exit_codes,
    history,
    issues,
    keeping,
    keyring,
    keys,
    login,
    notices,
    preview,
    profiles,
    records,
    run,
    syncs,
    systems,
    tenants,
    tickets,
)

app = typer.Typer(
    name="psasync",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="PSA Sync from the terminal. Begin with [cyan]psasync login[/cyan]; "
    "[cyan]psasync exit-codes[/cyan] is for scripts.",
)

for module in (run, executions, history, records):
    module.register(app)
app.add_typer(tenants.app, name="tenants", rich_help_panel="Set-up")
app.add_typer(connections.app, name="connections", rich_help_panel="Set-up")
app.add_typer(syncs.app, name="syncs", rich_help_panel="Set-up")
app.add_typer(systems.app, name="systems", rich_help_panel="Set-up")
app.add_typer(issues.app, name="issues", rich_help_panel="Results")
cards.register(app)
app.add_typer(tickets.app, name="tickets", rich_help_panel="Results")
preview.register(app)
doctor.register(app)
login.register(app)
app.add_typer(profiles.app, name="profiles", rich_help_panel="Your access")
app.add_typer(keys.app, name="keys", rich_help_panel="Operation")
audit.register(app)
app.add_typer(notices.app, name="notices", rich_help_panel="Operation")
app.add_typer(keeping.retention, name="retention", rich_help_panel="Operation")
keeping.register(app)
app.add_typer(keyring.app, name="keyring", rich_help_panel="Operation")
exit_codes.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"psasync {version('psasync-cli')}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass
