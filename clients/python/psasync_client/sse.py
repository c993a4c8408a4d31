"""Reads the text of server-sent events, however it is cut into chunks.

As the HTML standard has it: lines end with CR, LF or both; an id counts once its event has ended, also where the event
has no data, which is how a heartbeat moves the place to resume from.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from psasync_client.errors import UnexpectedAnswer

MOST_CHARACTERS = 8 * 1_048_576
"""Of one event. A stream that holds more without an end is none of ours."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class RawEvent:
    id: str | None
    event: str
    data: str


class EventReader:
    """`last_id`: where to resume from; `retry`: seconds to wait before that, if the service has said so."""

    def __init__(self, last_id: str | None = None) -> None:
        self.last_id = last_id
        self.retry: float | None = None
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._line: list[str] = []  # pieces of the line that has not ended
        self._id, self._event, self._data = last_id, "", list[str]()
        self._held = 0  # characters
        self._after_cr = False
        self._beginning = True

    def feed(self, chunk: bytes) -> Iterator[RawEvent]:
        """The events that end with this chunk. Raises UnexpectedAnswer when one gets too long.

        `last_id` moves with each event, so that it is never ahead of what was taken.
        """
        for line in self._lines(self._decode(chunk)):
            event = self._take(line)
            if event is not None:
                yield event

    def _lines(self, text: str) -> Iterator[str]:
        if self._beginning and text:
            text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
            self._beginning = False
        if self._after_cr and text:
            text = text.removeprefix("\n")
            self._after_cr = False
        start = 0
        for end in _LINE_END.finditer(text):  # not splitlines(): it knows ends of lines that are data here
            self._keep(text[start : end.start()])
            start = end.end()
            self._after_cr = end.group() == "\r" and start == len(text)
            line, self._line = "".join(self._line), []
            yield line
        self._keep(text[start:])

    def _take(self, line: str) -> RawEvent | None:
        if not line:
            return self._end()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value or None
        elif name == "retry" and value.isascii() and value.isdecimal():
            self.retry = int(value) / 1000
        return None

    def _end(self) -> RawEvent | None:
        self.last_id = self._id
        event, data = self._event or "message", self._data
        self._event, self._data, self._held = "", [], 0
        return RawEvent(self.last_id, event, "\n".join(data)) if data else None

    def _keep(self, piece: str) -> None:
        if not piece:
            return
        self._line.append(piece)
        self._held += len(piece)
        if self._held > MOST_CHARACTERS:
            raise UnexpectedAnswer(f"an event of the stream is longer than {MOST_CHARACTERS} characters")
