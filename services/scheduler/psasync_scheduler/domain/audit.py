"""Audit entries: who changed what, and when. A secret is named in them, never shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as people will read it."""

    key_id: str
    name: str
    address: str = ""


SYSTEM = Actor(key_id="scheduler", name="scheduler")


def entry(
    *,
    entry_id: str,
    actor: Actor,
    at: datetime,
    tenant: str | None,
    action: str,
    subject: str,
    changes: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "_id": entry_id,
        "at": at,
        "tenant": tenant,
        "key_id": actor.key_id,
        "who": actor.name,
        "address": actor.address,
        "action": action,
        "subject": subject,
        "changes": dict(changes),
    }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Field by field, what it was and what it is. `secrets` are given by name, with what happened to each."""
    changes: dict[str, Any] = {
        name: {"before": before.get(name), "after": after.get(name)}
        for name in sorted(before.keys() | after.keys())
        if name != "secrets" and before.get(name) != after.get(name)
    }
    old, new = before.get("secrets") or {}, after.get("secrets") or {}
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            changes[f"secrets.{name}"] = "removed" if name not in new else "replaced" if name in old else "set"
    return changes
