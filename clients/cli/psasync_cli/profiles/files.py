"""Small private files."""

import json
import os
import stat
from pathlib import Path
from typing import Any

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_private(path: Path) -> dict[str, Any]:
    """What it holds; nothing if there is no such file. Raises `CliError` when others may read it, or it is broken."""
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
                raise CliError(
                    f"{path} can be read by others on this machine.",
                    ExitCode.NOT_ALLOWED,
                    remedy=f"chmod 600 {path}; if others may have read it, make another key and revoke this one.",
                )
            content = json.load(file)
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CliError(f"{path} is not JSON: {error}", ExitCode.USAGE, remedy="Mend it, or remove it.") from error
    if not isinstance(content, dict):
        raise CliError(f"{path} does not hold a JSON object.", ExitCode.USAGE, remedy="Mend it, or remove it.")
    return content


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all; readable by this user alone, from the first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, sort_keys=True)
            file.write("\n")
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
