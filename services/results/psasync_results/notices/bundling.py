"""Makes messages of the notices whose time to wait for others is over.

The message is the truth about which notices it holds, and it is made once: whoever comes second finds it. A notice
that was written for a message that had been made already is moved to the next one of its group.
"""

import asyncio

from psasync.kit.clock import Clock
from psasync.kit.mongo import Document
from psasync_results.notices.domain.causes import Channel, NoticeKind
from psasync_results.notices.domain.deliveries import Message
from psasync_results.notices.domain.gathering import MOST_SHOWN, MOST_TOGETHER
from psasync_results.notices.store.messages import Messages
from psasync_results.notices.store.notices import Notices, Planned, shown
from psasync_results.notices.store.slots import Slots
from psasync_results.notices.telling import Telling

POLL_SECONDS = 1.0


class Bundling:
    def __init__(self, notices: Notices, messages: Messages, slots: Slots, telling: Telling, clock: Clock) -> None:
        self._notices = notices
        self._messages = messages
        self._slots = slots
        self._telling = telling
        self._clock = clock

    async def run(self) -> None:
        while True:
            if not await self.step():
                await asyncio.sleep(POLL_SECONDS)

    async def step(self) -> bool:
        """Whether a notice was due; after it, that notice has a message or a later time."""
        planned = await self._notices.next_due(self._clock.now())
        if planned is None:
            return False
        held = await self._messages.notices_of(planned.slot.message)
        if held is None:
            held = await self._make(planned)
        await self._notices.held(planned.slot.message, held)
        if planned.id not in held:
            await self._telling.later(planned)
        return True

    async def _make(self, planned: Planned) -> list[str]:
        """The notices that the message holds, by whomever it was made."""
        now = self._clock.now()
        await self._slots.close(planned.group, planned.slot, now)
        found = await self._notices.of_slot(planned.slot.message, MOST_TOGETHER)
        if not found:
            return []  # somebody else has moved them meanwhile
        found.sort(key=lambda document: str(document["order"]))
        ids = [str(document["_id"]) for document in found]
        if await self._messages.add(_message(planned, found), ids, now):
            return ids
        return await self._messages.notices_of(planned.slot.message) or []


def _message(planned: Planned, notices: list[Document]) -> Message:
    return Message(
        id=planned.slot.message,
        kind=NoticeKind(planned.kind),
        channel=Channel(planned.channel),
        address=planned.address,
        total=len(notices),
        shown=tuple(shown(document) for document in notices[:MOST_SHOWN]),
        created_at=notices[0]["created_at"],
    )
