"""Delivering a notice once more because a person asks for it."""

from psasync.kit.clock import Clock
from psasync.kit.http import conflict
from psasync.kit.ids import new_id
from psasync.kit.mongo import Document
from psasync_results.notices.domain.causes import Channel, NoticeKind
from psasync_results.notices.domain.deliveries import DeliveryState, Message
from psasync_results.notices.store.messages import Messages
from psasync_results.notices.store.notices import Notices, shown

MOST_DELIVERIES = 20
"""Messages of one notice, the first one included."""


class Redelivering:
    def __init__(self, notices: Notices, messages: Messages, clock: Clock) -> None:
        self._notices = notices
        self._messages = messages
        self._clock = clock

    async def ask(self, notice: Document, by: str) -> str:
        """The id of a message with this notice alone, tried once. Raises 409 while the notice waits, or after too many.

        The notice names the message first: a process that dies in between has promised nothing.
        """
        known = await self._messages.many(notice["deliveries"])
        if not notice["deliveries"] or any(each["state"] == DeliveryState.WAITING for each in known.values()):
            raise conflict("The notice is still being delivered.", code="notice-waiting")
        message = Message(
            id=new_id(),
            kind=NoticeKind(notice["kind"]),
            channel=Channel(notice["channel"]),
            address=notice["address"],
            total=1,
            shown=(shown(notice),),
            created_at=self._clock.now(),
        )
        if not await self._notices.delivered_again(notice["_id"], message.id, MOST_DELIVERIES):
            raise conflict(f"A notice is delivered {MOST_DELIVERIES} times at most.", code="too-many-deliveries")
        await self._messages.add(message, [notice["_id"]], message.created_at, by)
        return message.id
