"""The envelope that every answer of BMS comes in.

`{success, error: {code, message, details, stackStrace, subErrors}, result, totalRecords}`. Failures ride in a 200 too:
only `success` says what came of a call.
"""

from dataclasses import dataclass
from typing import Any

from psasync.psa.toolkit.page_numbers import whole_number


@dataclass(frozen=True, slots=True)
class Opened:
    """`success: true`."""

    result: Any
    total: int | None = None  # rows of the whole list; None where it is not told


@dataclass(frozen=True, slots=True)
class Complaint:
    """`success: false`: what BMS says is wrong. Its stack trace is never read."""

    code: int | None
    words: str


def opened(content: Any) -> Opened | Complaint | None:
    """None: it is no envelope.

    Kaseya's own description of the API gives two single records (`.../summary/{id}`) without an envelope, so an object
    with an id counts as a result of its own.
    """
    envelope = camel_cased(content)
    if not isinstance(envelope, dict):
        return None
    success = envelope.get("success")
    if success is True:
        return Opened(envelope.get("result"), whole_number(envelope.get("totalRecords")))
    if success is False:
        return _complaint(envelope.get("error"))
    return Opened(envelope) if "success" not in envelope and envelope.get("id") is not None else None


def camel_cased(content: Any) -> Any:
    """Keys as the wire is known to write them; Kaseya's description of the API writes them in PascalCase.

    An answer is written in one casing throughout, so that one look at its first key spares a walk through all rows.
    """
    first = next(iter(content), "") if isinstance(content, dict) else ""
    return _renamed(content) if isinstance(first, str) and first[:1].isupper() else content


def _renamed(content: Any) -> Any:
    if isinstance(content, dict):
        return {f"{name[:1].lower()}{name[1:]}": _renamed(value) for name, value in content.items()}
    return [_renamed(value) for value in content] if isinstance(content, list) else content


def _complaint(error: Any) -> Complaint:
    if not isinstance(error, dict):
        return Complaint(None, error if isinstance(error, str) else "")
    words = [text for name in ("message", "details") if isinstance(text := error.get(name), str) and text.strip()]
    return Complaint(whole_number(error.get("code")), words[0] if words else "")
