"""What notices have to know of the catalog."""

from typing import Protocol

from psasync.contracts.internal import ResolvedSync, ResolvedTenant


class Directory(Protocol):
    """Both raise `CatalogUnavailable`; None: there is no such thing."""

    async def sync(self, sync_id: str) -> ResolvedSync | None: ...

    async def tenant(self, tenant_id: str) -> ResolvedTenant | None: ...


async def name_of_tenant(directory: Directory, tenant: str) -> str:
    """Its id where it has no name (any more)."""
    found = await directory.tenant(tenant)
    return found.name if found is not None else tenant
