"""What the pages of administration show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from psasync_client.models.results import Keeping, KeepingView, OwnKeeping, StorageView
from psasync_client.models.scheduler import AuditView, KeyView
from psasync_console.web.showing import word

ROLES = (
    ("viewer", "Sees everything of its scope, and changes nothing."),
    ("operator", "Also starts, cancels and retries runs, pauses and resumes, treats issues, checks connections."),
    ("admin", "Also manages tenants, connections, syncs, keys and what is kept, and reads the audit trail."),
)
KINDS = (
    ("executions", "Runs", "The history and its counts."),
    ("records", "Record results", "What became of each record in each run."),
    ("logs", "Log lines", "What runs said while they ran."),
    ("issues", "Issues that are over", "Open ones stay as long as they are open."),
    ("daily", "Statistics per day", "What the charts are drawn of."),
)
_TONES = {"executions": "blue", "records": "green", "logs": "secondary", "issues": "yellow", "daily": "azure"}
_SOON = timedelta(days=14)
_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class KeyLine:
    id: str
    name: str
    prefix: str
    role: str
    scope: str
    state: str
    created_by: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    ends_soon: bool
    followed: bool  # it was rotated: another has taken its place
    own: bool  # of whoever looks at it

    @property
    def active(self) -> bool:
        return self.state == "active"


@dataclass(frozen=True, slots=True)
class AuditLine:
    at: datetime
    who: str
    address: str
    action: str
    subject: str
    tenant_name: str
    changes: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class StorageLine:
    tenant: str
    name: str
    size: int
    measured_at: datetime
    parts: Sequence[tuple[str, int, str]]  # word, bytes, tone
    counts: Sequence[tuple[str, int, int]]  # word, documents, bytes


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One kind of data, and how many days it is kept."""

    kind: str
    label: str
    help: str
    own: str  # what the tenant has chosen; empty: as the platform
    platform: int
    kept: int


def key_line(key: KeyView, tenants: Mapping[str, str], own_id: str, now: datetime) -> KeyLine:
    ends = key.expires_at
    return KeyLine(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        role=word(key.role),
        scope="The whole platform" if key.tenant is None else tenants.get(key.tenant, key.tenant),
        state=word(key.state),
        created_by=key.created_by,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        expires_at=ends,
        ends_soon=ends is not None and word(key.state) == "active" and ends - now < _SOON,
        followed=key.successor is not None,
        own=key.id == own_id,
    )


def audit_line(entry: AuditView, tenants: Mapping[str, str]) -> AuditLine:
    name = "" if entry.tenant is None else tenants.get(entry.tenant, entry.tenant)
    return AuditLine(entry.at, entry.who, entry.address, entry.action, entry.subject, name, changes_of(entry.changes))


def changes_of(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A line per field: what it was and what it is, where the entry says both."""
    return [(name, _change(value)) for name, value in sorted(changes.items())]


def _change(value: Any) -> str:
    if isinstance(value, Mapping) and set(value) == {"from", "to"}:
        return f"{_short(value['from'])} → {_short(value['to'])}"
    return _short(value)


def _short(value: Any) -> str:
    text = "nothing" if value in (None, "", [], {}) else str(value)
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + " …"


def storage_line(used: StorageView, tenants: Mapping[str, str]) -> StorageLine:
    kinds = {word(kind): value for kind, value in used.kinds.items()}
    known = [(kind, label, kinds[kind]) for kind, label, _ in KINDS if kind in kinds]
    return StorageLine(
        tenant=used.tenant,
        name=tenants.get(used.tenant, used.tenant),
        size=used.size,
        measured_at=used.measured_at,
        parts=[(label, value.size, _TONES[kind]) for kind, label, value in known],
        counts=[(label, value.count, value.size) for kind, label, value in known],
    )


def kept_lines(keeping: KeepingView) -> list[KeptLine]:
    return [
        KeptLine(
            kind=kind,
            label=label,
            help=text,
            own=_days(keeping.own, kind),
            platform=_of(keeping.platform, kind),
            kept=_of(keeping.kept, kind),
        )
        for kind, label, text in KINDS
    ]


def _days(own: OwnKeeping, kind: str) -> str:
    value: int | None = getattr(own, kind)
    return "" if value is None else str(value)


def _of(keeping: Keeping, kind: str) -> int:
    value: int = getattr(keeping, kind)
    return value


def chosen_days(texts: Mapping[str, str]) -> tuple[dict[str, int | None], dict[str, str]]:
    """What a form says, by kind, and what is wrong with it. An empty field: as the platform."""
    chosen: dict[str, int | None] = {}
    mistakes: dict[str, str] = {}
    for kind, _, _ in KINDS:
        text = texts.get(kind, "").strip()
        if not text:
            chosen[kind] = None
        elif text.isascii() and text.isdecimal() and len(text) < 6:
            chosen[kind] = int(text)
        else:
            mistakes[kind] = "A number of days is needed, or nothing."
    return chosen, mistakes


def query_of(chosen: Iterable[tuple[str, str | None]]) -> str:
    """A filter as it stands in the address."""
    return urlencode([(name, value) for name, value in chosen if value])
