"""From Autotask's refusals and failures to the five kinds of error.

Most refusals are a 500 with `{"errors": [...]}`, whatever the reason. Their words decide: what would be refused again
is permanent, everything else may pass the next time.
"""

import re
from typing import Any

from psasync.psa.port import PsaError
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.caller import said
from psasync.psa.toolkit.faults import Faults, Verdict, verdict_by_status
from psasync.psa.toolkit.refusal import Refusal

DEFAULT_RETRY_AFTER = 60.0
"""Seconds to wait where a refusal names none: neither its status nor this header is published. Clients use a minute."""

_THREADS = re.compile(r"\bthreads?\b", re.IGNORECASE)

_MEANINGS: tuple[tuple[re.Pattern[str], Verdict], ...] = tuple(
    (re.compile(words, re.IGNORECASE), verdict)
    for words, verdict in (
        (r"\bthreshold\b|\bthread limit|too many requests|\bAPI\b.*\bsuspended\b", faults.THROTTLED),
        (r"zone information could not be determined|integration ?code", faults.CREDENTIALS_REFUSED),
        (r"\bpermissions?\b", faults.PERMISSION_MISSING),
        (r"\brequired\b|does not exist|unable to find|pick ?list", faults.REFUSED),
    )
)
"""The first that fits. The words are those that clients have met; Autotask documents none."""


def error_of(refusal: Refusal, words: Faults) -> PsaError:
    """What a refusal means for the execution. A record refused for its content is `technical` and permanent."""
    quoted = _words(refusal)
    verdict = _verdict(refusal.status, quoted)
    wait = refusal.wait(verdict, DEFAULT_RETRY_AFTER)
    shown = quoted if words.quotes_answers else ""
    return words.refused(refusal.name, refusal.status, verdict, words=shown, retry_after=wait)


def is_about_threads(refusal: Refusal) -> bool:
    """Too many calls at a time at one endpoint, in contrast to too many of the whole database in an hour."""
    return bool(_THREADS.search(_words(refusal)))


def _verdict(status: int, words: str) -> Verdict:
    if status != 401:
        for meaning, verdict in _MEANINGS:
            if meaning.search(words):
                return verdict
    return verdict_by_status(status)


def _words(refusal: Refusal) -> str:
    """Autotask's own; the body as it is where it is none of the documented shapes."""
    match said(refusal.body):
        case {"errors": [_, *_] as texts}:
            return "; ".join(map(_text, texts))
        case {"Message": str(text)} | {"message": str(text)}:
            return text
    return refusal.body[: faults.MAX_QUOTED * 4].decode("utf-8", "replace")


def _text(one: Any) -> str:
    """Errors are texts, now and then objects with one."""
    message = one.get("message") if isinstance(one, dict) else one
    return message if isinstance(message, str) else ""
