"""Form bodies, in both of the encodings that clients use."""

from email import message_from_bytes
from email.message import Message
from urllib.parse import parse_qsl

from psasync_simulator.http import Request


def form_of(request: Request) -> dict[str, str]:
    """Fields by lower-case name; the last one wins. Empty where the body is no form."""
    content_type = request.headers.get("content-type", "")
    if content_type.lower().startswith("multipart/form-data"):
        return _multipart(content_type, request.body)
    if content_type.lower().startswith("application/x-www-form-urlencoded"):
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name.lower(): value for name, value in pairs}
    return {}


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
    parts = message.get_payload()
    if not isinstance(parts, list):
        return {}
    return {name.lower(): _text(part) for part in parts if isinstance(part, Message) and (name := _name(part))}


def _name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
