"""What the lists of the catalog can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from psasync.kit.http import bad_request, decode_cursor, encode_cursor
from psasync_scheduler.domain.catalog import Stored, name_key
from psasync_scheduler.domain.listing import Place, State, Wanted


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of a question that all lists have in common."""

    state: State | None
    name: str
    after: Place

    def wanted(self, **equal: str | None) -> Wanted:
        return Wanted(self.state, self.name, equal)

    def next_cursor(self, page: Sequence[Stored], limit: int) -> str | None:
        """The cursor of the next page, if this one was full."""
        if len(page) < limit:
            return None
        by_name = {"name": name_key(page[-1].name)} if name_key(self.name) else {}
        return encode_cursor({"after": page[-1].id} | by_name)


def _asked(
    state: Annotated[State | None, Query(description="Left out: all but the archived ones.")] = None,
    name: Annotated[
        str,
        Query(
            max_length=200,
            description="How the name begins; case and width do not matter. The list is then in the order of names.",
        ),
    ] = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Asked:
    return Asked(state, name, Place() if cursor is None else place(cursor, by_name=bool(name_key(name))))


def place(cursor: str, *, by_name: bool) -> Place:
    """Where a cursor says that a list goes on. Raises `Problem` 400."""
    position = decode_cursor(cursor)
    after, key = position.get("after"), position.get("name", "")
    if not isinstance(after, str) or not isinstance(key, str) or bool(key) is not by_name:
        raise bad_request("The cursor is not one that this list gave out.", code="bad-cursor")
    return Place(after, key)


AsList: TypeAlias = Annotated[Asked, Depends(_asked)]
IdIs: TypeAlias = Annotated[str | None, Query(max_length=128)]
