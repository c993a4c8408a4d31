"""Notices a client whose every poll fails.

aiokafka's coordination can die for good, for example when a connection closes between two steps of its own; then each
poll raises, while the fetches behind it go on and look alive. FastStream logs that and tries again for ever.
"""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from aiokafka.errors import KafkaError

Poll = Callable[[Any], Coroutine[Any, Any, Any]]


class Polls:
    """Since when every poll has failed, if it has."""

    def __init__(self) -> None:
        self.failing_since: float | None = None

    def watched(self, poll: Poll) -> Poll:
        async def polled(consumer: Any) -> Any:
            try:
                message = await poll(consumer)
            except KafkaError:
                self.failing_since = self.failing_since or time.monotonic()
                raise
            self.failing_since = None
            return message

        return polled
