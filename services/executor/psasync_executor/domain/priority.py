"""Who goes next: start-time fair queueing over tenants.

Every queued job gets a turn. A tenant's next job gets the turn after the tenant's last one, but never an earlier one
than is being served, so that idle tenants save up nothing and busy ones cannot keep others waiting.
"""

from collections.abc import Collection
from dataclasses import dataclass


def next_turn(*, last_of_tenant: int, being_served: int) -> int:
    return max(last_of_tenant, being_served) + 1


@dataclass(frozen=True, slots=True)
class Busy:
    """What is taken: at most one execution runs per sync and per connection."""

    syncs: Collection[str]
    connections: Collection[str]  # in use, or waited for by a parked execution that already has its sync
    slots: Collection[str] = ()  # under the ceilings of systems (`domain.ceilings`)
