"""Links that sign somebody in once: what `make run` ends with.

A link carries a ticket: a key and an end, sealed by the console's keyring. That it works once needs no memory here: the
first use rotates the key, which the catalog lets happen only once, whichever replica asks. An unused one is over after
minutes, and the key in it was never seen by anybody.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

from pydantic import BaseModel, ConfigDict, Field

LIFETIME_MINUTES = 15


class Ticket(BaseModel):
    model_config = ConfigDict(frozen=True)

    key: str = Field(repr=False)
    key_id: str
    expires_at: datetime


def on_this_machine(address: str, host: str) -> bool:
    """Whether a request comes from the machine itself, and was sent to it under its own name."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    try:
        return ip_address(address).is_loopback and (name == "localhost" or ip_address(name.strip("[]")).is_loopback)
    except ValueError:
        return False


def looked_ahead(purpose: str) -> bool:
    """Whether a browser only fetches what somebody may open: that must not use the link up."""
    return "prefetch" in purpose or "preview" in purpose
