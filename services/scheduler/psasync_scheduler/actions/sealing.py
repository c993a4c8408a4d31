"""Where sealed secrets meet edits and lost keys."""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.kit.keyring import KeyringError
from psasync.psa.port import PsaError
from psasync_scheduler.domain.catalog import Connection, Secret


def sealed_for_good(error: KeyringError) -> PsaError:
    return PsaError(
        ErrorKind.CONFIGURATION,
        IssueCode.CREDENTIALS_REFUSED,
        f"the stored secrets cannot be opened: {error}",
        permanent=True,
        hint="Put the key back into PSASYNC_KEYRING, or enter the connection's secrets again.",
    )


def as_sealed(before: Connection, fields: Mapping[str, Any]) -> dict[str, str]:
    """Secrets that are kept, as they were read: a rotation may have sealed them anew since, without a new version."""
    kept: Mapping[str, Secret] = fields.get("secrets", {})
    return {
        f"secrets.{name}.envelope": secret.envelope
        for name, secret in kept.items()
        if name in before.secrets and before.secrets[name] == secret
    }
