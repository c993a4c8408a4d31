"""Generated from docs/openapi: `make docs` writes it anew."""

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Operation

_GET: Operation[scheduler.KeyringView] = Operation(
    "keyring.get", "scheduler", "GET", "/v1/keyring", {200: scheduler.KeyringView}
)

_ROTATE: Operation[scheduler.KeyringView] = Operation(
    "keyring.rotate", "scheduler", "POST", "/v1/keyring/rotate", {202: scheduler.KeyringView}
)


class Keyring(Group):
    """The operations `keyring.*`."""

    def get(self) -> scheduler.KeyringView:
        """Which keys stored secrets are sealed with.

        For keys of the whole platform.
        """
        return self._send(_GET)

    def rotate(self) -> scheduler.KeyringView:
        """Seal all stored secrets anew.

        Seal all stored secrets under the first key, in the background. Can be repeated; for keys of the platform.
        """
        return self._send(_ROTATE)


class AsyncKeyring(AsyncGroup):
    """The operations `keyring.*`."""

    async def get(self) -> scheduler.KeyringView:
        """Which keys stored secrets are sealed with.

        For keys of the whole platform.
        """
        return await self._send(_GET)

    async def rotate(self) -> scheduler.KeyringView:
        """Seal all stored secrets anew.

        Seal all stored secrets under the first key, in the background. Can be repeated; for keys of the platform.
        """
        return await self._send(_ROTATE)
