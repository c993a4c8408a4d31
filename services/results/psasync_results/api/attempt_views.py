"""Attempts as they are shown."""

from datetime import datetime

from pydantic import BaseModel, Field

from psasync_results.domain.attempts import AttemptEnd, turns
from psasync_results.domain.execution import Execution


class AttemptView(BaseModel):
    """One executor's turn."""

    number: int
    executor: str
    fence: int
    started_at: datetime
    last_at: datetime = Field(description="When it last reported.")
    ended_at: datetime | None = Field(None, description="Null while it goes on; its last report if it was lost.")
    end: AttemptEnd | None = Field(
        None,
        description="`parked`: it waited and gave its worker free; `lost`: it reported no more and another took over; "
        "`given_up`: nobody did.",
    )
    why: str | None = Field(None, description="What a parked one waited for.")


def attempt_views(state: Execution) -> list[AttemptView]:
    return [
        AttemptView(
            number=turn.attempt.number,
            executor=turn.attempt.executor,
            fence=turn.attempt.fence,
            started_at=turn.attempt.started_at,
            last_at=turn.attempt.last_at,
            ended_at=turn.ended_at,
            end=turn.end,
            why=turn.why,
        )
        for turn in turns(state)
    ]
