"""Who is asking, and the one place where that limits what they see."""

from dataclasses import dataclass
from typing import Any, Protocol

from psasync.contracts.vocabulary import Role
from psasync.kit.http.problems import not_found


@dataclass(frozen=True, slots=True)
class Principal:
    """The bearer of an API key."""

    key_id: str
    name: str
    role: Role
    tenant: str | None  # None: the whole platform

    def sees(self, tenant: str) -> bool:
        return self.tenant is None or self.tenant == tenant

    def require_tenant(self, tenant: str) -> None:
        """Raises 404 for another tenant, as if it did not exist."""
        if not self.sees(tenant):
            raise not_found(f"tenant {tenant!r}")

    def tenant_filter(self, requested: str | None) -> dict[str, Any]:
        """The Mongo filter of a list: the tenant asked for, else all that this principal may see."""
        if requested is not None:
            self.require_tenant(requested)
            return {"tenant": requested}
        return {} if self.tenant is None else {"tenant": self.tenant}


class Authenticator(Protocol):
    async def authenticate(self, bearer: str) -> Principal | None:
        """Whose key it is; None if it is nobody's (any more). Raises `Problem` 503 when that cannot be known."""
