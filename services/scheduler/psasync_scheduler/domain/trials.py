"""What people send to have credentials checked before they are stored."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from psasync_scheduler.domain.bodies import Change, ConnectionNew, FieldName, Values


class ConnectionTrial(ConnectionNew):
    """A new connection as a form holds it; nothing of it is stored."""

    name: Annotated[str, StringConstraints(max_length=200)] = ""


class ConnectionTrialChange(Change):
    """What would be changed in a stored connection; nothing of it is stored."""

    settings: Values | None = Field(default=None, description="All settings, not only those that would change.")
    secrets: Annotated[Mapping[FieldName, str], Field(max_length=50)] | None = Field(
        default=None, repr=False, description="Only those that would be set anew."
    )
