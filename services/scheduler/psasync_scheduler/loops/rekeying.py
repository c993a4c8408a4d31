"""Works at the rotation of the keyring, and watches that no stored secret needs a key that is not there."""

from dataclasses import dataclass, field
from time import monotonic

from psasync.kit.logging import get_logger
from psasync_scheduler.actions.rekeying import Rekeying
from psasync_scheduler.domain.rotation import missing_keys
from psasync_scheduler.loops.waking import Wakeup

log = get_logger(__name__)

_COUNT_EVERY_SECONDS = 3600.0
_POLL_SECONDS = 30.0


@dataclass(slots=True)
class KeyringWatch:
    """Any number of replicas may run it at once. `state` is for readiness: a rollout with a lost key stops there."""

    rekeying: Rekeying
    wakeup: Wakeup
    state: str = "not looked at yet"
    _counted_at: float = field(default=float("-inf"), init=False)

    async def run(self) -> None:
        while True:
            self.wakeup.clear()
            ended = await self.rekeying.work()
            if ended is not None or monotonic() - self._counted_at > _COUNT_EVERY_SECONDS:
                await self._count()
            await self.wakeup.wait(_POLL_SECONDS)

    async def _count(self) -> None:
        missing = missing_keys(await self.rekeying.uses())
        self._counted_at = monotonic()
        self.state = missing or "ok"
        if missing:
            log.error("a key of the keyring is missing", missing=missing)
