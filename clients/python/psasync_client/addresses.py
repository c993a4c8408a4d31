"""Where the services are: the client knows which of them has an operation, so that callers need not."""

from dataclasses import dataclass
from typing import Literal, Self

Service = Literal["scheduler", "executor", "results", "relay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Base addresses, without `/v1`. One behind a gateway that routes by path can be given for all."""

    scheduler: str  # tenants, connections, syncs, keys; asks for executions
    executor: str  # the platform's own records
    results: str  # executions, issues, statistics
    relay: str  # live tickets, webhooks

    @classmethod
    def local(cls) -> Self:
        """The ports of a platform on this machine (`make run`)."""
        return cls(
            scheduler="http://127.0.0.1:8101",
            executor="http://127.0.0.1:8102",
            results="http://127.0.0.1:8103",
            relay="http://127.0.0.1:8104",
        )

    @classmethod
    def behind(cls, gateway: str) -> Self:
        """All behind one address."""
        return cls(scheduler=gateway, executor=gateway, results=gateway, relay=gateway)

    def of(self, service: Service) -> str:
        address: str = getattr(self, service)
        return address.rstrip("/")
