"""What the clients of one process can share: each would ask for it before its first call."""

from dataclasses import dataclass, field

from psasync.psa.autotask.connection import Connection
from psasync.psa.autotask.limits import Allowance
from psasync.psa.autotask.zone import Zone
from psasync.psa.toolkit.kept import Kept

ZONE_SECONDS = 43_200.0
"""How long a zone is used before it is asked for again: a database moves some times in its life."""

ALLOWANCE_SECONDS = 300.0
"""How long a look at the database's use counts where calls are few: other integrations go on calling."""


@dataclass(frozen=True, slots=True)
class Shared:
    zones: Kept[Zone] = field(default_factory=lambda: Kept(seconds=ZONE_SECONDS))
    allowances: Kept[Allowance] = field(default_factory=lambda: Kept(seconds=ALLOWANCE_SECONDS))

    def allowance(self, connection: Connection) -> Allowance:
        known = self.allowances.get(connection.login)
        if known is None:
            known = Allowance()
            self.allowances.put(connection.login, known)
        return known
