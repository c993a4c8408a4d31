from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from psasync.kit.logging import redaction
from psasync.kit.logging.secrets import KnownSecrets
from psasync.kit.settings import CommonSettings


@pytest.fixture
def settings() -> CommonSettings:
    return CommonSettings(
        keyring=SecretStr("k1:" + base64.b64encode(bytes(32)).decode()),
        internal_token=SecretStr("internal-" + "t" * 32),
    )


@pytest.fixture(autouse=True, scope="module")
def _own_secrets() -> Iterator[None]:
    """What one module registers must not mask the words of another's tests."""
    before, redaction._known = redaction._known, KnownSecrets()
    yield
    redaction._known = before
