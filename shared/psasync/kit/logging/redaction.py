"""Keeps secrets out of log lines: by the name of the field, by known values, and by the shape of the text.

Contents of customers are kept out by their type: bytes, and what is `Hidden`, are never shown.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from structlog.typing import EventDict, WrappedLogger

from psasync.contracts.contents import HIDDEN, Hidden
from psasync.kit.logging.secrets import KnownSecrets

REDACTED: Final = "[redacted]"
_DEEPEST = 8

_SECRET_NAME = re.compile(
    r"secret|passw|token(?!s\b)|authorization|private.?key|api.?key|public.?key|integration.?code|keyring"
    r"|signature|credential|cookie|bearer",
    re.IGNORECASE,
)
# What gives a secret away inside a text: an Authorization value, userinfo in an address, a parameter in a query.
_SECRET_TEXT = (
    (re.compile(r"\b(bearer|basic)\s+[^\s\"',;]+", re.IGNORECASE), rf"\1 {REDACTED}"),
    (re.compile(r"://[^/\s:@]*:[^/\s]*@"), f"://{REDACTED}@"),
    (
        re.compile(
            r"\b((?:\w*(?:password|secret|token|api_?key|signature))\\?[\"']?\s*[=:]\s*)(?:\\?[\"'])?[^\s\"'&,;)}\]]+",
            re.IGNORECASE,
        ),
        rf"\1{REDACTED}",
    ),
)

_known = KnownSecrets()


def register_secret(value: str) -> None:
    """From here on `value` is masked wherever it turns up in a log line of this process."""
    _known.add(value)


def redact(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
    """The structlog processor. Runs last before rendering: exceptions are text by then and are covered as well."""
    return {_text(name): _field(name, value, 0) for name, value in event_dict.items()}


def _field(name: object, value: Any, depth: int) -> Any:
    if value is not None and not isinstance(value, bool) and _SECRET_NAME.search(str(name)):
        return REDACTED
    return _value(value, depth)


def _value(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Hidden | bytes | bytearray | memoryview):
        return HIDDEN
    if isinstance(value, str):
        return _text(value)
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {_text(str(name)): _field(name, item, depth + 1) for name, item in value.items()}
    if depth < _DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_value(item, depth + 1) for item in value]
    return _text(_plain(value))


def _number(value: float | None) -> Any:
    if value is None or isinstance(value, bool):
        return value
    return value if _text(str(value)) == str(value) else REDACTED


def _plain(value: Any) -> str:
    try:
        return str(value)
    except Exception as error:  # noqa: BLE001 - a log line must not fail because an object cannot describe itself
        return f"<{type(value).__name__}: {type(error).__name__} in __str__>"


def _text(text: str) -> str:
    text = _known.mask(text, REDACTED)
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text
