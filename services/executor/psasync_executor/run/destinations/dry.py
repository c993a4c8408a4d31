"""The destination of a dry run."""

from collections.abc import Sequence

from psasync.contracts.vocabulary import Entity
from psasync.psa.destination import RecordDestination
from psasync_executor.domain.job import Job
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease


class DryDestination:
    """Writes nothing: the events say what would have happened."""

    def __init__(self, opened: RecordDestination | None = None) -> None:
        self._opened = opened

    def dest_of(self, entity: Entity, source_id: str) -> str | None:  # noqa: ARG002 - the port's signature
        return None

    async def write(
        self,
        job: Job,  # noqa: ARG002 - the port's signature
        entity: Entity,  # noqa: ARG002
        decisions: Sequence[Decision],
        lease: Lease,  # noqa: ARG002
        control: Control,  # noqa: ARG002
    ) -> Sequence[Decision]:
        return decisions

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()
