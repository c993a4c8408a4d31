"""`tickets`: a ticket has changed in a PSA. In transit only: contents are stored nowhere, and shown in no text."""

from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from psasync.contracts.base import Contract, Id, Instant, SourceId
from psasync.contracts.contents import Document, HiddenMapping, Text
from psasync.contracts.vocabulary import System

TYPE = "psasync.ticket.changed"


class TicketKind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    NOTE = "note"


class Transient(Contract):
    """What is only passed on: an error about it says which field is wrong, and never what was in it."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Named(Transient):
    """A reference as the PSA gives it: its id, and its name where the PSA says it."""

    id: str | None = None
    name: Text | None = None


class TicketChanged(Transient):
    """One change of one ticket, the same shape for every PSA."""

    version: Literal[1] = 1
    tenant: Id
    connection: Id
    system: System
    kind: TicketKind
    ticket_id: SourceId
    number: str | None = None
    title: Text | None = None
    board: Named | None = None
    status: Named | None = None
    priority: Named | None = None
    company: Named | None = None
    contact: Named | None = None
    occurred_at: Instant | None = Field(default=None, description="By the PSA's clock.")
    received_at: Instant
    message_id: str | None = Field(default=None, description="The PSA's own name for this delivery.")
    partial: bool = Field(default=False, description="Only changed fields are known.")
    repaired: bool = Field(default=False, description="Found by reading the PSA: its webhook did not come.")
    payload: Document = Field(default_factory=HiddenMapping, description="What the PSA sent, decoded.")
