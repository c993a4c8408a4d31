"""The path language: where a value stands in decoded JSON.

    name                a member of an object
    contact.email       a member of a member
    phones[0].number    an item of a list, counted from 0
    ['@odata.nextLink'] a member whose name has characters that mean something here

Names and indexes, and nothing else: no wildcards, no conditions, nothing that computes. A path finds one value or none.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import PlainValidator

MAX_STEPS = 10
MAX_PATH = 300
"""Characters."""

_STEP = re.compile(
    r"(?:^|(?<=.)\.)(?P<name>[^.\[\]'\x00-\x1f]+)"
    r"|\[(?P<index>[0-9]{1,4})\]"
    r"|\['(?P<quoted>[^'\x00-\x1f]+)'\]"
)


class Missing:
    """There is nothing at the path: the member or item does not exist."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@dataclass(frozen=True, slots=True)
class Path:
    """Without steps it leads to the value itself."""

    text: str
    steps: tuple[str | int, ...]

    def find(self, value: Any) -> Any:
        """What stands there, or `MISSING`. Never raises, whatever the value is."""
        for step in self.steps:
            of: Any = dict if isinstance(step, str) else list
            if not isinstance(value, of):
                return MISSING
            try:
                value = value[step]
            except (KeyError, IndexError):
                return MISSING
        return value


def parse_path(text: Any) -> Path:
    """Raises `ValueError` with the reason."""
    if not isinstance(text, str):
        raise ValueError("must be a path, written as text")  # noqa: TRY004 - what pydantic collects
    if len(text) > MAX_PATH:
        raise ValueError(f"is a path of more than {MAX_PATH} characters")
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if not found:
            raise ValueError(f"is no path: it cannot be read from character {at + 1} on")
        steps.append(int(found["index"]) if found["index"] else found["name"] or found["quoted"])
        at = found.end()
    if len(steps) > MAX_STEPS:
        raise ValueError(f"is a path of more than {MAX_STEPS} steps")
    return Path(text, tuple(steps))


def _parse_inner(text: Any) -> Path:
    path = parse_path(text)
    if not path.steps:
        raise ValueError("is an empty path")
    return path


AnyPath = Annotated[Path, PlainValidator(parse_path)]
"""May be empty: the value itself."""

InnerPath = Annotated[Path, PlainValidator(_parse_inner)]
"""Leads into a value."""
