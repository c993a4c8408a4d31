"""The list of tenants: what each line says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from psasync_client.models.scheduler import TenantView
from psasync_console.web.showing import word


@dataclass(frozen=True, slots=True)
class TenantLine:
    id: str
    name: str
    time_zone: str
    state: str
    paused_because: str


@dataclass(frozen=True, slots=True)
class TenantsView:
    lines: Sequence[TenantLine]
    name: str
    state: str
    query: str  # the filter, as it stands in the address
    cursor: str | None
    next: str | None

    @property
    def filtered(self) -> bool:
        return bool(self.name or self.state)


def tenants_view(
    items: Sequence[TenantView], *, name: str, state: str, cursor: str | None, next_cursor: str | None
) -> TenantsView:
    chosen = {"name": name, "state": state}
    query = urlencode({key: value for key, value in chosen.items() if value})
    return TenantsView([_line(tenant) for tenant in items], name, state, query, cursor, next_cursor)


def _line(tenant: TenantView) -> TenantLine:
    return TenantLine(
        id=tenant.id,
        name=tenant.name,
        time_zone=tenant.time_zone,
        state=word(tenant.state),
        paused_because=tenant.paused.reason if tenant.paused else "",
    )
