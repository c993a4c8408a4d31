"""The admin key that the story, and whoever follows its commands, works with."""

from __future__ import annotations

import os
import re

from psasync_local.demo.asking import answer_of
from psasync_local.errors import LocalError
from psasync_local.stack import Stack

FILE = "admin-key"


def admin_key(stack: Stack) -> str:
    """The key of earlier runs if there is one, else a new one; kept readable by this user only."""
    kept = stack.run.root / FILE
    if kept.exists():
        return kept.read_text().strip()
    key = _bootstrap(stack)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(key + "\n")
    return key


def _bootstrap(stack: Stack) -> str:
    words = ("psasync_scheduler", "bootstrap-key", "--replace")
    failure = "no admin key could be made"
    found = re.search(r"\bpsk_\S+", answer_of(words, {**os.environ, **stack.environment}, failure))
    if not found:
        raise LocalError(failure)
    return found.group()
