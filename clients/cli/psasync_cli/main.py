"""Where the program begins."""

import sys

from psasync_cli.app import app
from psasync_cli.command import complain
from psasync_cli.errors import CliError


def main() -> None:
    """Runs the command that the arguments name; never returns."""
    try:
        app()
    except CliError as error:  # of what is outside of any command
        sys.exit(complain(error))
