"""Values of fields as they are given on the command line."""

import os
import sys
from pathlib import Path

from psasync_cli.errors import usage
from psasync_cli.options import pairs


def given_values(values: list[str] | None, files: list[str] | None, variables: list[str] | None) -> dict[str, str]:
    """By the fields' names; a file's content without the line break at its end. Raises `CliError`."""
    return {
        **pairs(values or [], "--set"),
        **{name: _content(path) for name, path in pairs(files or [], "--set-file").items()},
        **{name: _variable(variable) for name, variable in pairs(variables or [], "--set-env").items()},
    }


def _content(path: str) -> str:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise usage(f"{path} cannot be read: {error}") from error
    return text.rstrip("\r\n")


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise usage(f"There is no variable {name} in this shell.")
    return value
