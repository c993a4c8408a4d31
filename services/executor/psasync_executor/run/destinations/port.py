"""What a run needs of a destination."""

from collections.abc import Sequence
from typing import Protocol

from psasync.contracts.internal import ResolvedSync
from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.job import Job
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease


class Destination(Protocol):
    """One destination, opened for one run."""

    def dest_of(self, entity: Entity, source_id: str) -> str | None:
        """A record's id in the destination, where it is known before it is written."""

    async def write(
        self, job: Job, entity: Entity, decisions: Sequence[Decision], lease: Lease, control: Control
    ) -> Sequence[Decision]:
        """Write what the decisions say and give back those that were treated, from the first on.

        Fewer than all only if a cancel was seen. What the destination refuses becomes a refusal in its decision.
        Repeatable at any point. Raises `LeaseLost`, and `PsaError` or `BudgetExhausted` for the page as a whole.
        """

    async def aclose(self) -> None: ...


class Destinations(Protocol):
    def open(self, job: Job, sync: ResolvedSync, *, dry: bool, force: bool) -> Destination:
        """Raises `RunRefused` where the destination cannot be used."""
