"""Sealing stored secrets anew under the primary key: where they stand, how far it has come, when a key can go."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

MAX_WALKS = 20
"""A second one finds nothing where nobody seals with an old key; more than these help nobody."""

WEBHOOK_FIELDS = ("webhook_token", "webhook_secret")


class Sealed(NamedTuple):
    """One envelope of a connection's document."""

    path: str  # in the document
    field: str  # that the envelope is bound to
    text: str


def envelopes_of(document: Mapping[str, Any]) -> Iterator[Sealed]:
    """Every envelope of a connection as it is stored, an archived one's too."""
    for name in WEBHOOK_FIELDS:
        envelope = document.get(name)
        if isinstance(envelope, str) and envelope:
            yield Sealed(name, name, envelope)
    for name, secret in (document.get("secrets") or {}).items():
        yield Sealed(f"secrets.{name}.envelope", name, secret["envelope"])


class RotationState(StrEnum):
    RUNNING = "running"
    DONE = "done"


class Rotation(BaseModel):
    """The one rotation that there is or was last.

    Connections are walked by id until a whole walk finds nothing to do: what others seal with an old key meanwhile,
    behind the walk, is found by the next one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    target: str  # the id of the key that all is sealed under
    state: RotationState
    started_at: datetime
    started_by: str
    lease_until: datetime  # who works at it, works until then
    holder: str = ""
    walk: int = 1
    position: str | None = None  # the last connection of this walk that was looked at
    found: int = 0  # envelopes of this walk that were under another key and could be opened
    connections: int = 0  # whose secrets were sealed anew, over all walks
    left: int = 0  # of this walk: envelopes that cannot be opened
    problem: str = ""  # what the last of those met
    ended_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.state is RotationState.RUNNING


class Walked(NamedTuple):
    """What one page of a walk came to."""

    last: str | None  # None: the walk has come to its end
    found: int
    connections: int
    left: int
    problem: str


def after_page(rotation: Rotation, page: Walked, now: datetime) -> dict[str, Any]:
    """The fields of a rotation that change with a page."""
    found, left = rotation.found + page.found, rotation.left + page.left
    fields: dict[str, Any] = {
        "position": page.last,
        "found": found,
        "left": left,
        "connections": rotation.connections + page.connections,
        "problem": page.problem or rotation.problem,
    }
    if page.last is not None:
        return fields
    if found == 0:
        return fields | {"state": str(RotationState.DONE), "ended_at": now}
    if rotation.walk >= MAX_WALKS:
        unsettled = {"left": left + found, "problem": "they changed each time that they were sealed"}
        return fields | unsettled | {"state": str(RotationState.DONE), "ended_at": now}
    return fields | {"walk": rotation.walk + 1, "found": 0, "left": 0, "problem": ""}


class KeyUse(NamedTuple):
    """One key: whether this process holds it, and how much is sealed under it."""

    key: str
    primary: bool
    held: bool
    envelopes: int

    @property
    def droppable(self) -> bool:
        return self.held and not self.primary and self.envelopes == 0


def key_uses(held: tuple[str, ...], counts: Mapping[str, int]) -> list[KeyUse]:
    """The primary first, the others of the keyring next, then those that only envelopes know."""
    unknown = sorted(counts.keys() - set(held))
    return [KeyUse(key, key == held[0], key in held, counts.get(key, 0)) for key in (*held, *unknown)]


def missing_keys(uses: list[KeyUse]) -> str:
    """What is wrong where an envelope needs a key that is not there; empty if nothing is."""
    missing = [f"{use.envelopes} stored secrets need the key {use.key!r}" for use in uses if not use.held]
    if not missing:
        return ""
    return f"{', and '.join(missing)}, which PSASYNC_KEYRING does not hold: put it back, rotate, then drop it"
