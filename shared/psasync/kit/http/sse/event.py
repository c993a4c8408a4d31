"""The text of an event."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event. `data` may hold line breaks; `event` and `id` may not."""

    event: str | None = None
    data: bytes | str = b""
    id: str | None = None

    def encode(self) -> bytes:
        data = self.data.encode() if isinstance(self.data, str) else self.data
        lines = []
        if self.id is not None:
            lines.append(b"id: " + _one_line(self.id))
        if self.event is not None:
            lines.append(b"event: " + _one_line(self.event))
        # The format breaks lines at CR and CRLF too, so a bare CR in the data would end the field.
        lines += [b"data: " + line for line in data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")]
        return b"\n".join(lines) + b"\n\n"


def _one_line(text: str) -> bytes:
    if any(character in text for character in "\r\n\0"):
        raise ValueError("the id and the name of an event are one line")
    return text.encode()


def heartbeat_comment(current_id: str | None) -> bytes:
    """A comment; with an id it also moves the client's Last-Event-ID, and no event is dispatched for it."""
    return b": heartbeat\n\n" if current_id is None else b": heartbeat\nid: " + _one_line(current_id) + b"\n\n"
