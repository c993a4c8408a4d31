"""What the sidebar offers, to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.contracts.vocabulary import Role
from psasync_console.session.session import Session

_OF_A_TENANT = re.compile(r"/tenants/[^/]+(?P<page>/[^/]+)")


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One line of the sidebar. `{tenant}` in `href` is the tenant of a tenant's own people.

    `order`: smaller ones stand higher. `platform_only`: not there for keys of one tenant; `tenant_only`: the reverse.
    """

    label: str
    icon: str
    href: str
    order: int
    role: Role = Role.VIEWER
    platform_only: bool = False
    tenant_only: bool = False

    def is_for(self, session: Session) -> bool:
        if not session.may(self.role):
            return False
        return not (self.tenant_only if session.whole_platform else self.platform_only)


@dataclass(frozen=True, slots=True)
class NavLink:
    label: str
    icon: str
    href: str
    active: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    entries: Sequence[NavEntry]

    def of(self, session: Session, path: str) -> tuple[NavLink, ...]:
        """The lines for a session; the one with the longest address that `path` begins with is the active one.

        A tenant's own page of what has a line of its own belongs to that: `/tenants/<id>/issues` to `/issues`.
        """
        offered = sorted((entry for entry in self.entries if entry.is_for(session)), key=lambda entry: entry.order)
        addresses = [entry.href.format(tenant=session.tenant or "") for entry in offered]
        own = _OF_A_TENANT.fullmatch(path)
        if own is not None and own["page"] in addresses:
            path = own["page"]
        active = max((address for address in addresses if _within(path, address)), key=len, default=None)
        return tuple(
            NavLink(entry.label, entry.icon, address, address == active)
            for entry, address in zip(offered, addresses, strict=True)
        )


def _within(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address + "/"))
