"""A schedule that may not be stored yet, and whose it would be."""

from typing import Self

from pydantic import Field, model_validator

from psasync.contracts.base import Id
from psasync_scheduler.domain.bodies import Body, TimeZone
from psasync_scheduler.domain.schedule import Schedule


class PreviewBody(Body):
    """The more is said of whose schedule it is, the more is known of its place in the window."""

    schedule: Schedule
    sync: Id | None = Field(default=None, description="As an edit of this sync's schedule.")
    connection: Id | None = Field(default=None, description="As the schedule of a new sync that reads from here.")
    tenant: Id | None = Field(default=None, description="In this tenant's zone.")
    time_zone: TimeZone | None = Field(default=None, description="In this zone.")

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        given = [name for name in ("sync", "connection", "tenant", "time_zone") if getattr(self, name) is not None]
        if len(given) != 1:
            said = f"not {' and '.join(given)}" if given else "none is given"
            raise ValueError(f"one of `sync`, `connection`, `tenant` and `time_zone` says whose schedule it is; {said}")
        return self
