"""/v1/topics: whether Kafka is as the platform relies on it."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.vocabulary import Role
from psasync.kit.http import forbidden, unavailable
from psasync.kit.kafka import BrokerAway
from psasync.kit.kafka.survey import survey
from psasync.kit.kafka.topics import REPAIR_COMMAND
from psasync_scheduler.api.access import Admin, Ports

router = APIRouter(prefix="/v1/topics", tags=["topics"])


class DriftView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    topic: str
    setting: str = Field(description="`topic`: whether it is there; `partitions`; else a setting of Kafka's.")
    wanted: str
    found: str
    repairable: bool = Field(description="false: the topic has to be created anew.")


class TopicsView(BaseModel):
    """Nothing was changed."""

    differences: list[DriftView] = Field(description="From how the topics are specified; empty: none.")
    repair: str = Field(description="The command that mends what can be mended, on a machine of the platform.")
    ticket_contents_seconds: float | None = Field(
        description="How long Kafka's files can hold the contents of a ticket; null: the broker does not say."
    )


@router.get("", operation_id="topics.check", summary="How Kafka's topics differ from what is specified")
async def check(context: Ports, caller: Admin) -> TopicsView:
    """For keys of the whole platform. 503 when Kafka does not answer within 15 seconds."""
    if caller.principal.tenant is not None:
        raise forbidden(f"The topics are for keys of the whole platform in the role {Role.ADMIN}.")
    try:
        found = await survey(context.settings)
    except BrokerAway as away:
        raise unavailable(str(away)) from away
    return TopicsView(
        differences=[DriftView.model_validate(drift) for drift in found.drifts],
        repair=REPAIR_COMMAND,
        ticket_contents_seconds=found.contents_seconds,
    )
