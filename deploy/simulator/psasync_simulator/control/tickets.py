"""Tickets that change: in the data, and as webhooks to whoever has registered."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.control.state import AccountOf, SimulationOf, SystemOf
from psasync_simulator.data.store import Store
from psasync_simulator.webhooks.deliverer import Delivery
from psasync_simulator.webhooks.news import Tampering, TicketAction, TicketNews

router = APIRouter(prefix="/_control/{system}/accounts/{account}/tickets", tags=["tickets"])


class TicketChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    action: TicketAction = TicketAction.ADDED
    id: int | None = Field(default=None, description="Needed to update or delete.")
    fields: dict[str, Any] = Field(default_factory=dict, description="Fields with these very values.")
    deliver: bool = Field(default=True, description="False: a webhook that gets lost.")
    tampering: Tampering | None = None


@router.post("")
async def change(wanted: TicketChange, system: SystemOf, account: AccountOf, simulated: SimulationOf) -> dict[str, Any]:
    """Change the ticket, send its webhooks, and answer when each was accepted or given up."""
    if wanted.tampering and wanted.tampering not in system.tamperings:
        raise HTTPException(422, f"{system.name} cannot be tampered with like this")
    news = _applied(_tickets(account), wanted, int(simulated.clock.seconds()))
    deliveries = await system.announce(account, news) if wanted.deliver else ()
    return {"id": news.ticket["id"], "deliveries": [_shown(delivery) for delivery in deliveries]}


def _tickets(account: Account) -> Store:
    found = account.stores.get("tickets")
    if found is None:
        raise HTTPException(404, f"{account.id} has no simulated tickets")
    return found


def _applied(store: Store, wanted: TicketChange, now: int) -> TicketNews:
    if wanted.action is TicketAction.ADDED:
        ticket = store.record(store.add(now, patch=wanted.fields))
        return TicketNews(wanted.action, ticket, tampering=wanted.tampering)
    if wanted.id is None or not store.alive(wanted.id):
        raise HTTPException(404, f"there is no ticket {wanted.id}")
    before = store.record(wanted.id)
    if wanted.action is TicketAction.UPDATED:
        store.change(wanted.id, now, wanted.fields)
        return TicketNews(wanted.action, store.record(wanted.id), before, wanted.tampering)
    store.delete(wanted.id)
    return TicketNews(wanted.action, before, tampering=wanted.tampering)


def _shown(delivery: Delivery) -> dict[str, Any]:
    return {
        "hook": delivery.hook,
        "url": delivery.url,
        "message_id": delivery.message_id,
        "statuses": delivery.statuses,
        "accepted": delivery.accepted,
    }
