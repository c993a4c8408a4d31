"""Commands of the platform that the story runs for whoever looks on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from psasync_local.errors import LocalError

TIME_LIMIT_SECONDS = 60


def answer_of(words: tuple[str, ...], environment: Mapping[str, str], failure: str, *, stdin: str = "") -> str:
    """What `python -m WORDS` prints. Raises LocalError, with `failure` and what the command says of it."""
    result = subprocess.run(
        [sys.executable, "-m", *words],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    if result.returncode != 0:
        raise LocalError(f"{failure}: {result.stderr.strip()[-500:]}")
    return result.stdout
