"""From ConnectWise's refusals and failures to the five kinds of error."""

from typing import NamedTuple

from psasync.psa.port import PsaError
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.caller import said
from psasync.psa.toolkit.faults import Faults, Verdict, verdict_by_status
from psasync.psa.toolkit.refusal import Refusal

SYSTEM = "ConnectWise"

DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait after a 429 that names no time: ConnectWise publishes neither its limit nor this header."""


class RecordGone(Exception):  # noqa: N818 - a state, not a mistake
    """404 for one record, in ConnectWise's words: its parent list exists, the record does not."""


class Mistake(NamedTuple):
    """One thing that is wrong with a record that was to be written, in ConnectWise's words."""

    message: str
    field: str | None


class ContentRefused(PsaError):  # noqa: N818 - a verdict on the record
    """ConnectWise does not take a record for its content. `mistakes` are not masked."""

    def __init__(self, error: PsaError, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(error.kind, error.code, error.message, permanent=True, status=error.status)
        self.mistakes = mistakes


def is_record_gone(refusal: Refusal) -> bool:
    return refusal.status == 404 and _object(refusal).get("code") == "NotFound"


def error_of(refusal: Refusal, words: Faults) -> PsaError:
    """What a refusal means for the execution. The text quotes at most ConnectWise's own `message`."""
    verdict = _verdict(refusal)
    wait = refusal.wait(verdict, DEFAULT_RETRY_AFTER)
    message = _object(refusal).get("message")
    quoted = message if isinstance(message, str) else ""
    error = words.refused(refusal.name, refusal.status, verdict, words=quoted, retry_after=wait)
    mistakes = _mistakes(refusal)
    return ContentRefused(error, mistakes) if mistakes else error


def unknown_company(words: Faults) -> PsaError:
    return words.refused(
        "login/companyinfo",
        200,
        faults.ADDRESS_WRONG,
        words="it does not know the connection's company",
        hint="Correct address and company id in the connection, and check it.",
    )


def _mistakes(refusal: Refusal) -> tuple[Mistake, ...]:
    """400 lists them; a conflict (409) has only its message."""
    body = _object(refusal)
    listed = body.get("errors") if refusal.status == 400 else None
    found = [item for item in (listed if isinstance(listed, list) else ()) if isinstance(item, dict)]
    if refusal.status == 409:
        found = [body]
    return tuple(
        Mistake(item["message"], field[:100] if isinstance(field := item.get("field"), str) and field else None)
        for item in found
        if isinstance(item.get("message"), str)
    )


def _verdict(refusal: Refusal) -> Verdict:
    status = refusal.status
    # The cloud's router answers a wrong company or codebase with plain text, and some servers with a 404.
    unrouted = (status == 400 and not _object(refusal)) or (status == 404 and refusal.first_call)
    return faults.ADDRESS_WRONG if unrouted else verdict_by_status(status)


def _object(refusal: Refusal) -> dict[str, object]:
    """The error object of the body; empty where the body is plain text, a web page or something else."""
    decoded = said(refusal.body)
    return decoded if isinstance(decoded, dict) else {}
