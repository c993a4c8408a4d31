"""/v1/connections/{id}/samples: what a mapping makes of the records that are there."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Entity
from psasync_scheduler.actions import sampling
from psasync_scheduler.api.access import Operator, Ports
from psasync_scheduler.domain.samples import Sample, SampleBody

router = APIRouter(prefix="/v1/connections", tags=["connections"])


class SamplesView(BaseModel):
    entity: Entity
    records: list[Sample]
    unreadable: int = Field(description="Records that came beside these and cannot be understood.")


@router.post("/{connection_id}/samples", operation_id="connections.sample")
async def sample(context: Ports, caller: Operator, connection_id: str, body: SampleBody) -> SamplesView:
    """Reads the first records of an entity from the system, and shows them before and after the mapping.

    Nothing is stored. That somebody has looked is on the audit trail.
    """
    found = await sampling.sample(context, caller, connection_id, body)
    return SamplesView(entity=body.entity, records=found.samples, unreadable=found.unreadable)
