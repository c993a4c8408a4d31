"""Tickets that change: in the data, and as signed callbacks to whoever has registered."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.control.state import PREFIX, CompanyOf
from psasync_simulator.connectwise.webhooks import Delivery, Sender, Tampering, TicketAction
from psasync_simulator.control.state import SimulationOf


class TicketChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    action: TicketAction = TicketAction.ADDED
    id: int | None = Field(default=None, description="Needed to update or delete.")
    fields: dict[str, Any] = Field(default_factory=dict, description="Fields with these very values.")
    deliver: bool = Field(default=True, description="False: a callback that gets lost.")
    tampering: Tampering | None = None


def tickets_router(sender: Sender) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/tickets", tags=["tickets"])

    @router.post("")
    async def change(wanted: TicketChange, company: CompanyOf, simulated: SimulationOf) -> dict[str, Any]:
        """Change the ticket, send its callbacks, and answer when each was accepted or given up."""
        ticket = _applied(company, wanted, int(simulated.clock.seconds()))
        deliveries: list[Delivery] = []
        if wanted.deliver:
            deliveries = await sender.send(company, wanted.action, ticket, wanted.tampering)
        return {"id": ticket["id"], "deliveries": [_shown(delivery) for delivery in deliveries]}

    return router


def _applied(company: Company, wanted: TicketChange, now: int) -> dict[str, Any]:
    store = company.stores["tickets"]
    if wanted.action is TicketAction.ADDED:
        return store.record(store.add(now, patch=wanted.fields))
    if wanted.id is None or not store.alive(wanted.id):
        raise HTTPException(404, f"there is no ticket {wanted.id}")
    if wanted.action is TicketAction.UPDATED:
        store.change(wanted.id, now, wanted.fields)
        return store.record(wanted.id)
    ticket = store.record(wanted.id)
    store.delete(wanted.id)
    return ticket


def _shown(delivery: Delivery) -> dict[str, Any]:
    return {
        "callback": delivery.callback,
        "url": delivery.url,
        "message_id": delivery.message_id,
        "statuses": delivery.statuses,
        "accepted": delivery.accepted,
    }
