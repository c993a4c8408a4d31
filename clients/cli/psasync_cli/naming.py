"""Which thing a name means. Pure: the candidates are given."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_BEGINNING = re.compile(r"[0-9a-f]{4}[0-9a-f-]{0,31}", re.IGNORECASE)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    name: str
    of: str = ""  # the tenant's name, where names are unique within a tenant only

    def __str__(self) -> str:
        return f"{f'{self.of}/' if self.of else ''}{self.name}  {self.id}"


def is_id(text: str) -> bool:
    """Whether it can only be a whole id."""
    return _ID.fullmatch(text) is not None


def may_begin_an_id(text: str) -> bool:
    return _BEGINNING.fullmatch(text) is not None


def the_one(kind: str, text: str, candidates: Iterable[Candidate]) -> str:
    """The id of the only one of this very name, else of the only one whose id begins so.

    Raises `CliError` where there is none, or more than one; with those that were perhaps meant.
    """
    found = list(candidates)
    key = name_key(text)
    for meant in (
        [each for each in found if name_key(each.name) == key],
        [each for each in found if may_begin_an_id(text) and each.id.startswith(text.lower())],
    ):
        if len(meant) == 1:
            return meant[0].id
        if meant:
            raise _several(kind, text, meant)
    raise missing(kind, text, [each for each in found if name_key(each.name).startswith(key)])


def missing(kind: str, text: str, near: Sequence[Candidate] = ()) -> CliError:
    """`near`: what begins so."""
    listed = "psasync history" if kind == "execution" else f"psasync {kind}s list"
    return CliError(
        f"There is no {kind} {text!r} for this key.",
        ExitCode.NOT_FOUND,
        details=tuple(f"did you mean {each}" for each in near[:_SHOWN]),
        remedy=f"{listed} shows what there is.",
    )


def name_key(name: str) -> str:
    """Names that people take for one another have the same; as the platform does it."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _several(kind: str, text: str, candidates: Sequence[Candidate]) -> CliError:
    more = [f"... and {len(candidates) - _SHOWN} more"] if len(candidates) > _SHOWN else []
    return CliError(
        f"{text!r} fits {len(candidates)} {kind}s.",
        ExitCode.NOT_FOUND,
        details=(*map(str, candidates[:_SHOWN]), *more),
        remedy="Give an id" + (", or tenant/name." if any(each.of for each in candidates) else "."),
    )
