"""What a PSA said to a connection's credentials, in the words that a person at set-up needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.scheduler import CheckView, LastCheck
from psasync_console.web.showing import ENTITIES, ERROR_KINDS, name_of, word


@dataclass(frozen=True, slots=True)
class Readable:
    """`can`: null where it could not be tried."""

    entity: str
    can: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    ok: bool
    title: str
    message: str
    hint: str
    where: Sequence[str]  # labels of fields to look at
    entities: Sequence[Readable]
    facts: Sequence[tuple[str, str]]

    @property
    def all_readable(self) -> bool:
        return all(each.can for each in self.entities)


def checked(view: CheckView, labels: dict[str, str]) -> Checked:
    """`labels`: of the form's fields by name."""
    facts = [("Version", view.system_version or ""), ("Time zone of the server", view.server_time_zone or "")]
    facts += [(name.replace("_", " ").capitalize(), value) for name, value in view.discovered.items()]
    kind = name_of(ERROR_KINDS, view.error_kind) if view.error_kind else "The check failed"
    return Checked(
        ok=view.ok,
        title="The credentials work" if view.ok else kind,
        message=view.message,
        hint=view.hint,
        where=[labels[name] for name in view.fields if name in labels],
        entities=_readable(view),
        facts=[(name, value) for name, value in facts if value],
    )


def _readable(view: CheckView) -> list[Readable]:
    tried = {word(each.entity): each for each in view.permissions}
    found = [
        Readable(name_of(ENTITIES, each.entity), each.readable, " ".join(filter(None, (each.reason, each.hint))))
        for each in view.permissions
    ]
    rest = [(entity, can) for entity, can in view.readable.items() if word(entity) not in tried]
    return found + [Readable(name_of(ENTITIES, entity), can, "") for entity, can in rest]


@dataclass(frozen=True, slots=True)
class Health:
    """What the last check that was kept said."""

    ok: bool
    at: datetime
    by: str
    words: str
    not_readable: Sequence[str]


def health_of(last: LastCheck | None) -> Health | None:
    """None: not checked since the connection was last changed."""
    if last is None:
        return None
    words = "The credentials work." if last.ok else " ".join(filter(None, (last.message, last.hint)))
    return Health(last.ok, last.at, last.by, words, [name_of(ENTITIES, each) for each in last.not_readable])
