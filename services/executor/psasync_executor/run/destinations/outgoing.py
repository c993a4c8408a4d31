"""From a decision to what is handed to a destination."""

from collections.abc import Mapping
from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity, Outcome
from psasync.psa.destination import Outgoing
from psasync_executor.domain.delivery import delivery_key
from psasync_executor.domain.outcome import Decision

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Addressed:
    """Makes the records of one sync in one execution ready to leave."""

    sync: str
    execution: str
    force: bool

    def outgoing(self, entity: Entity, decision: Decision, parents: Mapping[str, str] = _NOTHING) -> Outgoing:
        deleted = decision.outcome is Outcome.DELETED
        version = decision.hash or ""
        return Outgoing(
            entity=entity,
            source_id=decision.source_id,
            label=decision.label,
            data={} if deleted else decision.data or {},
            version=version,
            key=delivery_key(
                self.sync,
                entity,
                decision.source_id,
                version,
                deleted=deleted,
                forced_by=self.execution if self.force else None,
            ),
            dest=decision.dest,
            parents=parents,
            deleted=deleted,
        )
