"""Reading a public event: envelope, type, body."""

from typing import TypeVar

from pydantic import ValidationError

from psasync.contracts.base import Contract
from psasync.contracts.cloudevents import Attributes, NotACloudEvent, parse
from psasync.kit.kafka.records import Received

C = TypeVar("C", bound=Contract)

MAX_BODY_BYTES = 512 * 1024
"""A request is repeated inside events, which have to stay below the topic's limit."""


class Unreadable(Exception):  # noqa: N818 - a verdict
    """A dead letter. `reason` is a short code; the text says what a person can act on."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def read(record: Received, kind: str, model: type[C]) -> tuple[Attributes, C]:
    """Raises `Unreadable`."""
    try:
        attributes = parse(record.headers)
    except NotACloudEvent as error:
        raise Unreadable("headers", str(error)) from error
    if attributes.type != kind:
        raise Unreadable("type", f"ce_type is {attributes.type!r} and not {kind!r}")
    if record.value is None:
        raise Unreadable("body", "there is no body")
    if len(record.value) > MAX_BODY_BYTES:
        raise Unreadable("size", f"the body has {len(record.value)} bytes; at most {MAX_BODY_BYTES} are taken")
    try:
        return attributes, model.model_validate_json(record.value)
    except ValidationError as error:
        raise Unreadable("body", _mistakes(error)) from error


def _mistakes(error: ValidationError) -> str:
    """Field paths and messages; not the values, which may be long."""
    return "; ".join(
        f"{'.'.join(map(str, mistake['loc'])) or 'body'}: {mistake['msg']}"
        for mistake in error.errors(include_url=False, include_input=False, include_context=False)[:20]
    )
