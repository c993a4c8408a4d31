"""How a connection's webhook stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psasync.psa.live_tickets import Registration, RegistrationState


class HookState(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"  # the PSA has it and sends nothing to it
    ABSENT = "absent"
    BY_HAND = "by-hand"  # the system has no way to register it: a person does
    UNKNOWN = "unknown"  # the PSA has not said yet


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a connection's registration, and what somebody wants of it."""

    connection: str
    tenant: str
    wanted: bool
    by: str = ""  # who wanted it so
    asked_at: datetime | None = None
    revision: int = 0  # counts what was wanted
    state: HookState = HookState.UNKNOWN
    since: datetime | None = None  # it is in that state
    detail: str = ""
    trouble: str = ""  # why the last look came to nothing; empty if it did not
    failures: int = 0  # looks in a row that came to nothing
    checked_at: datetime | None = None
    renewed_at: datetime | None = None  # found dead, and brought to life again
    untold: bool = False  # nobody has been told of that yet

    @property
    def settled(self) -> bool:
        """It is as it is wanted."""
        return self.state in (_WANTED if self.wanted else _UNWANTED)


_WANTED = frozenset({HookState.ACTIVE, HookState.BY_HAND})
_UNWANTED = frozenset({HookState.ABSENT, HookState.BY_HAND})


def state_of(registration: Registration) -> HookState:
    return _STATES[registration.state]


_STATES = {
    RegistrationState.ACTIVE: HookState.ACTIVE,
    RegistrationState.INACTIVE: HookState.INACTIVE,
    RegistrationState.ABSENT: HookState.ABSENT,
}
