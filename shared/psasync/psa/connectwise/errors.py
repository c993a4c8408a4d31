"""From ConnectWise's refusals and failures to the five kinds of error."""

from email.utils import parsedate_to_datetime
from typing import NamedTuple

import orjson

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.port import PsaError

DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait after a 429 that names no time: ConnectWise publishes neither its limit nor this header."""

MAX_RETRY_AFTER = 3600.0
_QUOTED = 200


class Refusal(NamedTuple):
    """An answer that is no success, as much of it as decides what it means."""

    status: int
    content_type: str
    body: bytes
    retry_after: str
    date: str
    path: str  # below `/apis/3.0/`
    first_call: bool  # nothing has succeeded over this connection yet


class _Verdict(NamedTuple):
    kind: ErrorKind
    code: IssueCode
    permanent: bool


_ADDRESS_WRONG = _Verdict(ErrorKind.AUTHENTICATION, IssueCode.ADDRESS_WRONG, permanent=True)
_REDIRECTED = _Verdict(ErrorKind.CONFIGURATION, IssueCode.ADDRESS_FORBIDDEN, permanent=True)
_FAILED = _Verdict(ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED, permanent=False)
_REFUSED = _Verdict(ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED, permanent=True)
_BY_STATUS = {
    401: _Verdict(ErrorKind.AUTHENTICATION, IssueCode.CREDENTIALS_REFUSED, permanent=True),
    403: _Verdict(ErrorKind.AUTHORIZATION, IssueCode.PERMISSION_MISSING, permanent=True),
    404: _FAILED,
    408: _FAILED,
    429: _Verdict(ErrorKind.TECHNICAL, IssueCode.SOURCE_THROTTLED, permanent=False),
}


class RecordGone(Exception):  # noqa: N818 - a state, not a mistake
    """404 for one record, in ConnectWise's words: its parent list exists, the record does not."""


def is_record_gone(refusal: Refusal) -> bool:
    return refusal.status == 404 and _said(refusal).get("code") == "NotFound"


def error_of(refusal: Refusal) -> PsaError:
    """What a refusal means for the execution. The text quotes at most ConnectWise's own `message`."""
    verdict = _verdict(refusal)
    wait = None if verdict.permanent else retry_after_seconds(refusal)
    if verdict.code is IssueCode.SOURCE_THROTTLED and wait is None:
        wait = DEFAULT_RETRY_AFTER
    quoted = _said(refusal).get("message")
    words = f": {quoted[:_QUOTED]}" if isinstance(quoted, str) and quoted else ""
    return PsaError(
        verdict.kind,
        verdict.code,
        f"ConnectWise answered {refusal.status} to {refusal.path}{words}",
        permanent=verdict.permanent,
        retry_after=wait,
        status=refusal.status,
    )


def _verdict(refusal: Refusal) -> _Verdict:
    status = refusal.status
    # The cloud's router answers a wrong company or codebase with plain text, and some servers with a 404.
    unrouted = (status == 400 and not _said(refusal)) or (status == 404 and refusal.first_call)
    if unrouted:
        return _ADDRESS_WRONG
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return _REDIRECTED
    return _FAILED if status >= 500 else _REFUSED


def timed_out(path: str) -> PsaError:
    return PsaError(
        ErrorKind.CONNECTIVITY,
        IssueCode.SOURCE_TIMEOUT,
        f"ConnectWise did not answer {path} in time",
        permanent=False,
    )


def unreachable(path: str, what: str) -> PsaError:
    """`what`: the name of the transport's error, which tells a refused connection from a cut one."""
    return PsaError(
        ErrorKind.CONNECTIVITY,
        IssueCode.SOURCE_UNREACHABLE,
        f"the connection to ConnectWise failed at {path}: {what}",
        permanent=False,
    )


def unreadable_answer(path: str, what: str, *, permanent: bool = False) -> PsaError:
    return PsaError(
        ErrorKind.TECHNICAL,
        IssueCode.SOURCE_ANSWER_INVALID,
        f"ConnectWise's answer to {path} cannot be read: {what}",
        permanent=permanent,
    )


def unknown_company() -> PsaError:
    return PsaError(
        ErrorKind.AUTHENTICATION,
        IssueCode.ADDRESS_WRONG,
        "ConnectWise does not know the connection's company",
        permanent=True,
        status=200,
        hint="Correct address and company id in the connection, and check it.",
    )


def retry_after_seconds(refusal: Refusal) -> float | None:
    """The header as seconds, whether it holds seconds or a date; bounded."""
    text = refusal.retry_after.strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - parsedate_to_datetime(refusal.date)).total_seconds()
        except (TypeError, ValueError):
            return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER) if seconds == seconds else None  # noqa: PLR0124 - NaN


def _said(refusal: Refusal) -> dict[str, object]:
    """The error object of the body; empty where the body is plain text, a web page or something else."""
    try:
        decoded = orjson.loads(refusal.body)
    except orjson.JSONDecodeError:
        return {}
    return decoded if isinstance(decoded, dict) else {}
