"""`sync.cancel-requested`: the public way to stop an execution."""

from typing import Literal

from pydantic import Field

from psasync.contracts.base import Contract, Id

TYPE = "psasync.sync.cancel-requested"


class CancelRequested(Contract):
    version: Literal[1] = 1
    tenant: Id
    execution: Id
    reason: str = Field(default="", max_length=500)
    requested_by: str = Field(default="", max_length=200)
