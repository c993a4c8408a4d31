"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_CREATE: Operation[scheduler.NewKeyView] = Operation(
    "keys.create", "scheduler", "POST", "/v1/keys", {201: scheduler.NewKeyView}
)

_GET: Operation[scheduler.KeyView] = Operation("keys.get", "scheduler", "GET", "/v1/keys/{}", {200: scheduler.KeyView})

_LIST: Operation[Page[scheduler.KeyView]] = Operation("keys.list", "scheduler", "GET", "/v1/keys")

_REVOKE: Operation[scheduler.KeyView] = Operation(
    "keys.revoke", "scheduler", "POST", "/v1/keys/{}/revoke", {200: scheduler.KeyView}
)

_ROTATE: Operation[scheduler.NewKeyView] = Operation(
    "keys.rotate", "scheduler", "POST", "/v1/keys/{}/rotate", {201: scheduler.NewKeyView}
)

_WHOAMI: Operation[scheduler.WhoAmI] = Operation(
    "keys.whoami", "scheduler", "GET", "/v1/whoami", {200: scheduler.WhoAmI}
)


class Keys(Group):
    """The operations `keys.*`."""

    def create(self, body: scheduler.KeyNew | Mapping[str, Any]) -> scheduler.NewKeyView:
        """Make an API key.

        The only answer that holds the key.
        """
        return self._send(_CREATE, body=body)

    def get(self, key_id: str) -> scheduler.KeyView:
        """One API key."""
        return self._send(_GET, key_id)

    def list(
        self,
        *,
        tenant: str | None = None,
        state: scheduler.KeyState | str | None = None,
        kind: scheduler.KeyKind | str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[scheduler.KeyView]:
        """API keys.

        - `kind`: `person`: the short-lived keys of those who signed in.
        """
        return self._pages(
            _LIST,
            scheduler.KeyView,
            query={"tenant": tenant, "state": state, "kind": kind, "limit": limit},
            cursor=cursor,
        )

    def revoke(self, key_id: str) -> scheduler.KeyView:
        """Revoke an API key.

        For good; effective everywhere within 30 s. Can be repeated. 409 for the last admin key of the platform.
        """
        return self._send(_REVOKE, key_id)

    def rotate(
        self, key_id: str, body: scheduler.KeyRotation | Mapping[str, Any] | None = None
    ) -> scheduler.NewKeyView:
        """Replace an API key.

        A successor that opens the same; the old key ends after the overlap. The only answer that holds the new key.
        """
        return self._send(_ROTATE, key_id, body=body)

    def whoami(self) -> scheduler.WhoAmI:
        """Whoami.

        For every key; 401 says that it is unknown, expired or revoked.
        """
        return self._send(_WHOAMI)


class AsyncKeys(AsyncGroup):
    """The operations `keys.*`."""

    async def create(self, body: scheduler.KeyNew | Mapping[str, Any]) -> scheduler.NewKeyView:
        """Make an API key.

        The only answer that holds the key.
        """
        return await self._send(_CREATE, body=body)

    async def get(self, key_id: str) -> scheduler.KeyView:
        """One API key."""
        return await self._send(_GET, key_id)

    def list(
        self,
        *,
        tenant: str | None = None,
        state: scheduler.KeyState | str | None = None,
        kind: scheduler.KeyKind | str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncPages[scheduler.KeyView]:
        """API keys.

        - `kind`: `person`: the short-lived keys of those who signed in.
        """
        return self._pages(
            _LIST,
            scheduler.KeyView,
            query={"tenant": tenant, "state": state, "kind": kind, "limit": limit},
            cursor=cursor,
        )

    async def revoke(self, key_id: str) -> scheduler.KeyView:
        """Revoke an API key.

        For good; effective everywhere within 30 s. Can be repeated. 409 for the last admin key of the platform.
        """
        return await self._send(_REVOKE, key_id)

    async def rotate(
        self, key_id: str, body: scheduler.KeyRotation | Mapping[str, Any] | None = None
    ) -> scheduler.NewKeyView:
        """Replace an API key.

        A successor that opens the same; the old key ends after the overlap. The only answer that holds the new key.
        """
        return await self._send(_ROTATE, key_id, body=body)

    async def whoami(self) -> scheduler.WhoAmI:
        """Whoami.

        For every key; 401 says that it is unknown, expired or revoked.
        """
        return await self._send(_WHOAMI)
