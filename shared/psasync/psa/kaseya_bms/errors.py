"""From BMS's refusals and failures to the five kinds of error.

Kaseya documents neither status codes nor error codes: its API description knows 200 alone, with `success: false` in
it. So a status that means one thing everywhere decides first, then a code that is a status, then the words.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from psasync.psa.kaseya_bms.envelope import Complaint
from psasync.psa.port import PsaError
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.faults import Faults, Verdict, retry_after_seconds, verdict_by_status

SYSTEM = "Kaseya BMS"

DEFAULT_RETRY_AFTER = 60.0
"""Seconds to wait after a refusal for too many calls that names no time: Kaseya publishes no header."""

_DECISIVE = frozenset({401, 403, 408, 425, 429, 502, 503, 504})
"""Statuses and codes that mean one thing, whatever the words beside them."""

_GONE = re.compile(r"not (be )?found|do(es)? ?n[o']?t exist|no such|no longer exists", re.IGNORECASE)

_WORDS: Sequence[tuple[re.Pattern[str], Verdict]] = (
    (re.compile(r"throttl|rate.?limit|too many (requests|calls)|quota|limit .*exceeded|exceed.* limit", re.IGNORECASE),
     faults.THROTTLED),
    (re.compile(r"permission|forbidden|access (is |was )?denied|privilege|access rights?"
                r"|not (authori[sz]ed|allowed|permitted) to", re.IGNORECASE),
     faults.PERMISSION_MISSING),
    (re.compile(r"unauthori[sz]ed|authenticat|credential|password|\btoken\b|log(ged)?.?in\b|sign.?in\b|session"
                r"|\bmfa\b|multi.?factor|two.?factor", re.IGNORECASE),
     faults.CREDENTIALS_REFUSED),
)  # fmt: skip
"""What BMS's words mean, in the order in which they are looked for: "not authorized to" is no failed login."""

_OUR_MISTAKE = re.compile(r"\binvalid\b|\brequired\b|validation|malformed|bad request|not supported", re.IGNORECASE)
_COMPANY = re.compile(r"\b(tenant|company)\b", re.IGNORECASE)
_TROUBLE = re.compile(r"error occurred|unavailable|time.?out|timed out|maintenance|try again|unexpected", re.IGNORECASE)


class Refusal(NamedTuple):
    """An answer that is no success, as much of it as decides what it means."""

    status: int
    complaint: Complaint | None  # None: the body is no envelope
    retry_after: str
    date: str
    name: str  # of the endpoint
    at_login: bool = False
    first_call: bool = False  # nothing has succeeded over this connection yet


class RecordGone(Exception):  # noqa: N818 - a state, not a mistake
    """BMS says in its own words that it has no such record."""


def is_record_gone(refusal: Refusal) -> bool:
    """A 404 without an envelope is the web server's and says nothing of a record."""
    said = refusal.complaint
    if said is None or refusal.at_login or refusal.status in _DECISIVE:
        return False
    if 404 in {refusal.status, said.code}:
        return True
    return said.code not in _DECISIVE and not _by_words(said.words) and bool(_GONE.search(said.words))


def error_of(refusal: Refusal, words: Faults) -> PsaError:
    """What a refusal means for the execution. The text quotes at most BMS's own `message`, masked and cut."""
    verdict = verdict_of(refusal)
    wait = retry_after_seconds(refusal.retry_after, refusal.date)
    if verdict is faults.THROTTLED and wait is None:
        wait = DEFAULT_RETRY_AFTER
    quotes = words.quotes_answers or refusal.at_login
    quoted = refusal.complaint.words if refusal.complaint and quotes else ""
    return words.refused(
        refusal.name, refusal.status, verdict, words=quoted, retry_after=wait, hint=_hint(refusal, verdict)
    )


def verdict_of(refusal: Refusal) -> Verdict:
    """Unknown complaints are technical and tried again: a call that is repeated reads the same and changes nothing."""
    status, said = refusal.status, refusal.complaint
    if status in _DECISIVE or 300 <= status < 400:
        return verdict_by_status(status)
    if said is None:
        unrouted = status == 404 and (refusal.first_call or refusal.at_login)
        return faults.ADDRESS_WRONG if unrouted else verdict_by_status(status)
    if said.code in _DECISIVE:
        return verdict_by_status(said.code)
    if refusal.at_login:
        return _at_login(status, said.words)
    return _by_words(said.words) or _otherwise(status, said)


def _by_words(words: str) -> Verdict | None:
    return next((verdict for pattern, verdict in _WORDS if pattern.search(words)), None)


def _at_login(status: int, words: str) -> Verdict:
    """Whatever is no trouble of BMS's own is a refusal: what refused credentials look like is not published."""
    if _by_words(words) is faults.THROTTLED:
        return faults.THROTTLED
    if status >= 500 or _TROUBLE.search(words):
        return faults.FAILED
    # Words that speak of the company and of credentials leave open which of them is wrong.
    unknown_company = _COMPANY.search(words) and _by_words(words) is None
    return faults.ADDRESS_WRONG if unknown_company else faults.CREDENTIALS_REFUSED


def _otherwise(status: int, said: Complaint) -> Verdict:
    if status >= 500:
        return faults.FAILED
    ours = 400 in {status, said.code} or _OUR_MISTAKE.search(said.words)
    return faults.REFUSED if ours else faults.FAILED


def _hint(refusal: Refusal, verdict: Verdict) -> str:
    if not refusal.at_login:
        return ""
    if verdict is faults.ADDRESS_WRONG:
        return "Correct the address and the company name in the connection, and check it."
    if verdict is faults.CREDENTIALS_REFUSED:
        return "Correct user name and password in the connection; the user must not need a second factor."
    return ""
