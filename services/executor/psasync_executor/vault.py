"""Opening the secrets of a connection."""

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.issues import IssueCode
from psasync.kit.keyring import Keyring, KeyringError
from psasync.psa.port import Credentials
from psasync_executor.domain.refusal import RunRefused


class Vault:
    def __init__(self, keyring: Keyring, plain_http_hosts: frozenset[str]) -> None:
        self._keyring = keyring
        self._plain_http_hosts = plain_http_hosts

    def credentials(self, connection: ResolvedConnection) -> Credentials:
        """Raises `RunRefused` when they cannot be opened."""
        context = {"tenant": connection.tenant, "connection": connection.id}
        try:
            secrets = {
                field: self._keyring.decrypt(envelope, field=field, **context)
                for field, envelope in connection.secrets.items()
            }
        except KeyringError as error:
            raise RunRefused(
                IssueCode.CREDENTIALS_REFUSED, f"The stored credentials cannot be opened: {error}."
            ) from error
        return Credentials(connection.id, connection.tenant, connection.settings, secrets, self._plain_http_hosts)
