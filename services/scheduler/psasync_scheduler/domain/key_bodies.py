"""What people send about keys that exist, and to sign in."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from psasync_scheduler.domain.bodies import Body
from psasync_scheduler.domain.key_rules import LONGEST_OVERLAP

_HOUR = timedelta(hours=1)


class KeyRotation(Body):
    overlap_hours: Annotated[float, Field(ge=0, le=LONGEST_OVERLAP / _HOUR, allow_inf_nan=False)] = Field(
        default=24, description="How long the old key still opens what it opens now."
    )

    @property
    def overlap(self) -> timedelta:
        return timedelta(hours=self.overlap_hours)


class SignInExchange(Body):
    code: Annotated[str, Field(min_length=1, max_length=200, repr=False)]
    verifier: Annotated[str, Field(min_length=1, max_length=200, repr=False)] = Field(
        description="The text whose SHA-256 was the challenge that the sign-in was started with."
    )
