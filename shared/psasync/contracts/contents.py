"""Values that hold what a customer wrote: they are compared, passed on and encoded, and no text about them shows them.

A log line, an f-string, an error's message or a traceback that takes one gets `[contents]` in its place.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator

HIDDEN: Final = "[contents]"


class Hidden:
    """What is so shown: the root of both kinds."""

    __slots__ = ()

    def __repr__(self) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN


class HiddenText(Hidden, str):
    """A text. What is made of it by a method of `str`, such as `casefold`, is an ordinary text again."""

    __slots__ = ()


class HiddenMapping(Hidden, dict[str, Any]):
    """A decoded document. What is taken out of it is shown."""

    __slots__ = ()


Text = Annotated[str, AfterValidator(HiddenText)]
Document = Annotated[Mapping[str, Any], AfterValidator(HiddenMapping)]
