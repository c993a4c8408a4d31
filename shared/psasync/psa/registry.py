"""Which adapter serves which system. A new system is one folder beside this file and one entry here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from psasync.contracts.vocabulary import System
from psasync.psa import connectwise
from psasync.psa.port import (
    CallBudget,
    Capabilities,
    ConnectionField,
    Credentials,
    SourceAdapter,
    WebhookVerifier,
)


class OpenAdapter(Protocol):
    def __call__(self, credentials: Credentials, *, budget: CallBudget) -> SourceAdapter: ...


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """All that the services need to know of a system."""

    title: str
    capabilities: Capabilities
    fields: tuple[ConnectionField, ...]
    open: OpenAdapter
    verifier: Callable[[], WebhookVerifier]


SYSTEMS: Mapping[System, SystemEntry] = {
    System.CONNECTWISE: SystemEntry(
        title=connectwise.TITLE,
        capabilities=connectwise.CAPABILITIES,
        fields=connectwise.FIELDS,
        open=connectwise.open_adapter,
        verifier=connectwise.verifier,
    ),
}
"""Every system that this installation can connect to, in the order in which a person is offered them."""
