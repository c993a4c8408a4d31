"""A tenant as somebody names it in a field: there may be more of them than a list can show."""

from __future__ import annotations

from psasync_client import AsyncClient, Invalid, NotFound
from psasync_client.models.scheduler import TenantView

_LIKE_IT = 20


async def tenant_called(client: AsyncClient, text: str) -> TenantView | None:
    """By its id or its name; of names that begin so, the only one."""
    try:
        return await client.tenants.get(text)
    except (NotFound, Invalid):
        found = (await client.tenants.list(name=text, limit=_LIKE_IT).page()).items
    same = [each for each in found if each.name.casefold() == text.casefold()]
    return next(iter(same or found)) if len(same or found) == 1 else None
