"""Opening the secrets of a connection."""

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.keyring import Keyring
from psasync.kit.logging import register_secret
from psasync.psa.live_tickets import WEBHOOK_SECRET, HookTarget
from psasync.psa.port import Credentials
from psasync.psa.toolkit.kept import Kept

_OPEN_SECONDS = 60.0
_TOKEN = "webhook_token"  # noqa: S105 - a name


class Vault:
    """All raise `KeyringError` where the keyring does not open it."""

    def __init__(self, keyring: Keyring, plain_http_hosts: frozenset[str]) -> None:
        self._keyring = keyring
        self._plain_http_hosts = plain_http_hosts
        self._opened_lately: Kept[tuple[ResolvedConnection, Credentials]] = Kept(seconds=_OPEN_SECONDS)

    def credentials(self, connection: ResolvedConnection) -> Credentials:
        """Opened once for many webhooks in a row; anew for what the scheduler has told again."""
        kept = self._opened_lately.get(connection.id)
        if kept is not None and kept[0] is connection:
            return kept[1]
        credentials = self._credentials(connection)
        self._opened_lately.put(connection.id, (connection, credentials))
        return credentials

    def _credentials(self, connection: ResolvedConnection) -> Credentials:
        secrets = {name: self._opened(connection, name, sealed) for name, sealed in connection.secrets.items()}
        return Credentials(connection.id, connection.tenant, connection.settings, secrets, self._plain_http_hosts)

    def target(self, connection: ResolvedConnection) -> HookTarget:
        """Where the PSA shall send the connection's webhooks. Raises `KeyError` where the scheduler does not say."""
        if connection.webhook is None:
            raise KeyError("webhook")
        token = self._opened(connection, _TOKEN, connection.webhook.token)
        register_secret(token)
        address = f"{connection.webhook.base}/hooks/{token}"
        secret = self._opened(connection, WEBHOOK_SECRET, connection.secrets[WEBHOOK_SECRET])
        register_secret(secret)
        return HookTarget(address, f"{address}?deactivated=1", secret)

    def _opened(self, connection: ResolvedConnection, name: str, sealed: str) -> str:
        return self._keyring.decrypt(sealed, tenant=connection.tenant, connection=connection.id, field=name)
