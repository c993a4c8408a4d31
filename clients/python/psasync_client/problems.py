"""From an answer to the error that it stands for."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from psasync_client.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    ProblemError,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)

_CLASSES: Mapping[int, type[ProblemError]] = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    422: Invalid,
    429: TooManyRequests,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}
_KNOWN = {"type", "title", "status", "detail", "request_id", "errors"}
_SHOWN = 300
"""Characters shown of an answer that is no problem document: a proxy's page, most likely."""


def problem(status: int, headers: Mapping[str, str], content: bytes) -> ProblemError:
    """Never raises: whatever the answer holds, its status says what kind of error it is."""
    body = _document(content)
    title = body.get("title")
    return _CLASSES.get(status, ProblemError)(
        status,
        title if isinstance(title, str) else _phrase(status),
        type=str(body.get("type", "about:blank")),
        detail=str(body.get("detail") or "") if body else _excerpt(content),
        errors=tuple(_errors(body.get("errors"))),
        request_id=str(body.get("request_id") or headers.get("x-request-id", "")),
        retry_after=retry_after(headers),
        extra={name: value for name, value in body.items() if name not in _KNOWN},
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from either form of the header; None if there is none that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _document(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _errors(found: Any) -> list[FieldError]:
    if not isinstance(found, list):
        return []
    return [
        FieldError(str(each.get("field", "")), str(each.get("message", ""))) for each in found if isinstance(each, dict)
    ]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _excerpt(content: bytes) -> str:
    return " ".join(content[: 4 * _SHOWN].decode(errors="replace").split())[:_SHOWN]
