"""One simulated customer of ConnectWise: its records, keys, limits and callbacks."""

from dataclasses import dataclass, field
from uuid import UUID

from psasync_simulator.connectwise.callbacks import Callbacks
from psasync_simulator.connectwise.data.kinds import KINDS
from psasync_simulator.connectwise.data.layout import Layout
from psasync_simulator.connectwise.data.store import Store
from psasync_simulator.connectwise.signing import SigningKey
from psasync_simulator.limiter import MinuteLimiter

ROUTER_CODEBASE = "v4_6_release"
"""Works for every company, whatever its own codebase."""


@dataclass(slots=True)
class Keys:
    public: str
    private: str
    client_id: UUID | None = None  # None: any GUID will do


@dataclass(slots=True)
class Company:
    id: str
    layout: Layout
    keys: Keys
    limiter: MinuteLimiter
    signing: SigningKey
    codebase: str = "v2025_1"
    retired_codebases: set[str] = field(default_factory=set)  # of before an upgrade: a 404, no longer routed
    without_forward_paging: frozenset[str] = frozenset()  # kinds whose lists know only navigable paging
    callbacks: Callbacks = field(default_factory=Callbacks)
    stores: dict[str, Store] = field(init=False)

    def __post_init__(self) -> None:
        self.stores = {kind.name: Store(kind, self.layout) for kind in KINDS}

    def move_to(self, codebase: str) -> None:
        """An upgrade: the company answers under another codebase from here on."""
        if codebase != self.codebase:
            self.retired_codebases.add(self.codebase)
            self.retired_codebases.discard(codebase)
            self.codebase = codebase
