"""What the sidebar offers, to whom."""

from __future__ import annotations

from datetime import UTC, datetime

from psasync.contracts.vocabulary import Role
from psasync_console.session.session import Session
from psasync_console.web.navigation import NavEntry, Navigation

NAVIGATION = Navigation(
    [
        NavEntry("Keys", icon="key", href="/administration/keys", order=90, role=Role.ADMIN),
        NavEntry("Overview", icon="home", href="/", order=10),
        NavEntry("Tenants", icon="building", href="/tenants", order=20, platform_only=True),
        NavEntry("Issues", icon="alert", href="/issues", order=30, platform_only=True),
        NavEntry("My tenant", icon="building", href="/tenants/{tenant}", order=20, tenant_only=True),
    ]
)


def of(role: Role, tenant: str | None) -> Session:
    ends = datetime(2030, 1, 1, tzinfo=UTC)
    return Session(key="k" * 10, key_id="k", name="Ada", role=role, tenant=tenant, expires_at=ends)


def labels(session: Session, path: str = "/") -> list[str]:
    return [link.label for link in NAVIGATION.of(session, path)]


def test_by_role_and_scope():
    assert labels(of(Role.ADMIN, None)) == ["Overview", "Tenants", "Issues", "Keys"]
    assert labels(of(Role.VIEWER, None)) == ["Overview", "Tenants", "Issues"]
    assert labels(of(Role.VIEWER, "t1")) == ["Overview", "My tenant"]


def test_a_tenants_own_address_is_filled_in():
    assert [link.href for link in NAVIGATION.of(of(Role.VIEWER, "t1"), "/")] == ["/", "/tenants/t1"]


def test_the_longest_address_is_the_active_one():
    def active(path: str) -> list[str]:
        return [link.label for link in NAVIGATION.of(of(Role.ADMIN, None), path) if link.active]

    assert active("/") == ["Overview"]
    assert active("/tenants") == ["Tenants"]
    assert active("/tenants/t1/syncs") == ["Tenants"]
    assert active("/tenants/t1/issues") == ["Issues"]
    assert active("/tenantsx") == []
