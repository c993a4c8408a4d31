"""CloudEvents 1.0, Kafka protocol binding, binary mode: attributes travel as `ce_` headers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

SPEC_VERSION = "1.0"
JSON = "application/json"
_REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type")
MAX_ATTRIBUTE_CHARACTERS = 512


class NotACloudEvent(ValueError):  # noqa: N818 - the name says it
    """The headers are not those of a CloudEvent in binary mode; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """The envelope of an event. `source` and `id` together name it for good."""

    id: str
    source: str
    type: str
    time: datetime | None = None
    subject: str | None = None
    traceparent: str | None = None
    extensions: Mapping[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        result = {
            "ce_specversion": SPEC_VERSION,
            "ce_id": self.id,
            "ce_source": self.source,
            "ce_type": self.type,
            "content-type": JSON,
        }
        if self.time is not None:
            result["ce_time"] = self.time.astimezone(UTC).isoformat().replace("+00:00", "Z")
        if self.subject is not None:
            result["ce_subject"] = self.subject
        if self.traceparent is not None:
            result["ce_traceparent"] = self.traceparent
        result.update({f"ce_{name}": value for name, value in self.extensions.items()})
        return result


_KNOWN = {*_REQUIRED, "ce_time", "ce_subject", "ce_traceparent"}


def parse(headers: Iterable[tuple[str, bytes]]) -> Attributes:
    """Read the envelope. Raises `NotACloudEvent`."""
    texts = {name.lower(): _text(name, value) for name, value in headers if name.lower().startswith("ce_")}
    content_type = next((value for name, value in headers if name.lower() == "content-type"), JSON.encode())
    if not content_type.lower().startswith(b"application/json"):
        raise NotACloudEvent(f"content-type {content_type[:80]!r} is not {JSON}")
    for name in _REQUIRED:
        if not texts.get(name):
            raise NotACloudEvent(f"header {name} is missing or empty")
    if texts["ce_specversion"] != SPEC_VERSION:
        raise NotACloudEvent(f"ce_specversion {texts['ce_specversion']!r} is not {SPEC_VERSION}")
    return Attributes(
        id=texts["ce_id"],
        source=texts["ce_source"],
        type=texts["ce_type"],
        time=_time(texts.get("ce_time")),
        subject=texts.get("ce_subject"),
        traceparent=texts.get("ce_traceparent"),
        extensions={name[3:]: value for name, value in texts.items() if name not in _KNOWN},
    )


def _text(name: str, value: bytes) -> str:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotACloudEvent(f"header {name} is not UTF-8") from error
    if len(text) > MAX_ATTRIBUTE_CHARACTERS:
        raise NotACloudEvent(f"header {name} is longer than {MAX_ATTRIBUTE_CHARACTERS} characters")
    return text


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotACloudEvent(f"ce_time {text!r} is not an RFC 3339 time") from error
    if time.tzinfo is None:
        raise NotACloudEvent(f"ce_time {text!r} has no zone")
    return time
