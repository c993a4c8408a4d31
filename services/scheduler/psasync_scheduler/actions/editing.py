"""The steps that every change of a catalog document shares."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from psasync.contracts.mapping import EntityMapping
from psasync.kit.http import unavailable
from psasync.kit.ids import id_at
from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Caller
from psasync_scheduler.domain import audit
from psasync_scheduler.domain.catalog import Stored, mapping_text
from psasync_scheduler.domain.errors import NotFound, Refused, Stale
from psasync_scheduler.store.catalog import CatalogStore

M = TypeVar("M", bound=Stored)

_ATTEMPTS = 10
# What is no one's decision, or has its own words in an audit entry.
_NOT_AUDITED = {
    "id",
    "version",
    "created_at",
    "updated_at",
    "plan",
    "slot",
    "next_fire",
    "firing",
    "webhook_token",
    "webhook_secret",
    "webhook_renewed_at",
    "envelope",
    "failures_since",
    "last_check",
    "archiving",
    "archived_at",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to write: the fields, what the audit calls it, and what else must still be as it was read."""

    fields: Mapping[str, Any]
    action: str
    announce: bool = True
    only_if: Mapping[str, Any] = field(default_factory=dict)


Decide = Callable[[M], Awaitable[Edit | None]]


async def edit(
    store: CatalogStore[M],
    load: Callable[[], Awaitable[M]],
    decide: Decide[M],
    *,
    caller: Caller,
    tenant_of: Callable[[M], str | None],
    now: datetime,
    version: int | None = None,
) -> M:
    """Read, decide, write over what was read; again if it has moved on meanwhile. `decide` gives None for no change.

    With `version` the document must be at that version: raises `Stale`.
    """
    for _ in range(_ATTEMPTS):
        before = await load()
        if version is not None and before.version != version:
            raise Stale(before.version)
        change = await decide(before)
        if change is None:
            return before
        fields = {**change.fields, "updated_at": now}
        changes = audit.difference(seen(before), seen(_after(before, change)))
        entry = audit_entry(caller, now, tenant_of(before), change.action, before.id, changes)
        after = await store.change(before, _plain(fields), entry, announce=change.announce, only_if=change.only_if)
        if after is not None:
            return after
    raise unavailable("Too many changes at once; the request can be repeated.", retry_after=1)


def _after(before: M, change: Edit) -> M:
    fields = type(before).model_fields.keys() - _NOT_AUDITED
    return before.model_copy(update={name: value for name, value in change.fields.items() if name in fields})


def seen(document: Stored) -> dict[str, Any]:
    """A document as the audit compares it: plain values, secrets by the time they were set."""
    values = document.model_dump(mode="json", exclude=_NOT_AUDITED)
    if "secrets" in values:
        values["secrets"] = {name: secret["set_at"] for name, secret in values["secrets"].items()}
    return values


def audit_entry(
    caller: Caller, now: datetime, tenant: str | None, action: str, subject: str, changes: Mapping[str, Any]
) -> Document:
    return audit.entry(
        entry_id=id_at(now),
        actor=caller.actor,
        at=now,
        tenant=tenant,
        action=action,
        subject=subject,
        changes=changes,
    )


def created(document: Mapping[str, Any]) -> dict[str, Any]:
    """A new document's values for its audit entry: only what people chose, secrets by name."""
    hidden = {
        "_id",
        "created_at",
        "updated_at",
        "webhook_token",
        "webhook_secret",
        "webhook_digest",
        "digest",
        "plan",
        "slot",
        "next_fire",
    }
    values = {name: value for name, value in document.items() if name not in hidden | {"scheduled"}}
    if "secrets" in values:
        values["secrets"] = sorted(values["secrets"])
    return values


async def found(store: CatalogStore[M], document_id: str, what: str) -> M:
    """The live document. Raises `NotFound`."""
    document = await store.get(document_id)
    if document is None or document.archived:
        raise NotFound(what)
    return document


async def known(store: CatalogStore[M], document_id: str, what: str) -> M:
    """The document, also if it is archived. Raises `NotFound`."""
    document = await store.get(document_id)
    if document is None:
        raise NotFound(what)
    return document


def live(document: M, what: str) -> M:
    """The document. Raises `Refused` if it is archived, or on its way there."""
    if document.archived or getattr(document, "archiving", None) is not None:
        raise Refused("archived", f"The {what} is archived: it can be read, and no longer be changed or used.")
    return document


def _plain(fields: Mapping[str, Any]) -> Document:
    """As the database takes it: models become documents, tuples lists, enumerations text."""
    return {name: plain(value) for name, value in fields.items()}


def plain(value: Any) -> Any:
    if isinstance(value, EntityMapping):
        return mapping_text(value)
    if hasattr(value, "model_dump"):
        return {name: plain(item) for name, item in dict(value).items()}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
