"""The parameters of a live stream's address, whatever carries the stream."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from psasync.contracts.events.tickets import TicketKind
from psasync_tickets_relay.domain.filters import TicketFilter

_Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_IdsOrNames = Annotated[
    list[_Text], Field(max_length=50, description="Id or name in the PSA, whatever its case; may be repeated.")
]


class TicketQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")

    board: _IdsOrNames = Field(default_factory=list)
    status: _IdsOrNames = Field(default_factory=list)
    priority: _IdsOrNames = Field(default_factory=list)
    company: _IdsOrNames = Field(default_factory=list)
    kind: list[TicketKind] = Field(default_factory=list, max_length=50, description="What happened; may be repeated.")
    last_event_id: str | None = Field(None, description="For clients that cannot send the `Last-Event-ID` header.")
    token: str | None = Field(
        None, max_length=2_000, description="A stream token, for clients that cannot send the `Authorization` header."
    )

    def filter(self) -> TicketFilter:
        return TicketFilter(
            kind=self.kind, board=self.board, status=self.status, priority=self.priority, company=self.company
        )
