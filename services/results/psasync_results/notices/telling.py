"""Writes the notices of a cause: one for each addressee, once, however often and by however many it is told."""

from collections.abc import Iterable

from psasync.kit.clock import Clock
from psasync_results.notices.domain.causes import Addressee, Cause, Channel, NoticeKind, group_id, notice_id
from psasync_results.notices.domain.gathering import Slot
from psasync_results.notices.store.notices import Notices, Planned
from psasync_results.notices.store.slots import Slots


class Telling:
    def __init__(self, notices: Notices, slots: Slots, clock: Clock) -> None:
        self._notices = notices
        self._slots = slots
        self._clock = clock

    async def tell(self, cause: Cause, addressees: Iterable[Addressee]) -> None:
        for addressee in addressees:
            id_ = notice_id(cause.kind, cause.name, addressee)
            if not await self._notices.exists(id_):
                slot = await self._slot(id_, group_id(cause, addressee), addressee.channel)
                await self._notices.add(cause, addressee, slot, self._clock.now())

    async def hurry(self, kind: NoticeKind, name: str, addressees: Iterable[Addressee]) -> None:
        """What is told of a cause leaves now, if it has not left: something is told after it that answers it."""
        for addressee in addressees:
            await self._notices.hurry(notice_id(kind, name, addressee), self._clock.now())

    async def later(self, planned: Planned) -> None:
        """The message that a notice was to go with has left without it."""
        slot = await self._slot(planned.id, planned.group, Channel(planned.channel))
        await self._notices.move(planned, slot)

    async def _slot(self, notice: str, group: str, channel: Channel) -> Slot:
        """Programs take notices one by one, and know each by its own id."""
        if channel is Channel.WEBHOOK:
            return Slot(notice, self._clock.now())
        return await self._slots.open(group, self._clock.now())
