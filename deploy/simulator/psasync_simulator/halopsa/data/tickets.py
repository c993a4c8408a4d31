from typing import Any

from psasync_simulator.data.identity import company_name, contact_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import TICKET
from psasync_simulator.data.words import SUMMARIES
from psasync_simulator.halopsa.data.setup import PRIORITIES, STATUSES, TEAMS
from psasync_simulator.halopsa.data.times import moment


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A ticket: team and summary stay over versions, status and priority move. It has names for some ids only."""
    base = mix(layout.seed, TICKET, number)
    bits = mix(layout.seed, TICKET, number, version)
    user = 1 + (base >> 16) % max(1, layout.contacts)
    client = layout.company_of_contact(user)
    return {
        "id": number,
        "summary": SUMMARIES[(base >> 8) & 15],
        "details": "",
        "status_id": 1 + ((bits >> 8) % len(STATUSES) if version else 0),
        "priority_id": 1 + (bits >> 12) % len(PRIORITIES),
        "team": TEAMS[base % len(TEAMS)],
        "tickettype_id": 1,
        "agent_id": 1,
        "client_id": client,
        "client_name": company_name(layout.seed, client),
        "site_id": 0.0,
        "user_id": user,
        "user_name": " ".join(contact_name(layout.seed, user)),
        "dateoccurred": moment(stamps.entered),
        "last_update": moment(stamps.updated),
        "hasbeenclosed": False,
        "customfields": [],
    }
