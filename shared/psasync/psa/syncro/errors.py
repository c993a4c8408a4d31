"""From Syncro's refusals and failures to the five kinds of error."""

from collections.abc import Iterator, Mapping
from typing import Any

from psasync.psa.port import PsaError
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.caller import said
from psasync.psa.toolkit.faults import Faults, Verdict, verdict_by_status
from psasync.psa.toolkit.refusal import Refusal

SYSTEM = "Syncro"

DEFAULT_RETRY_AFTER = 60.0
"""Seconds to wait after a 429 that names no time: Syncro documents no header, and its limit is one per minute."""

_PERMISSION_WORDS = "group permissions"
"""What a 401 says, beside "Not authorized", when the token is good and its user may not read this."""


class RecordGone(Exception):  # noqa: N818 - a state, not a mistake
    """404 for one record, in Syncro's way."""


def is_record_gone(refusal: Refusal) -> bool:
    """Syncro's own 404 is empty or a JSON object with a message; a web page comes from something in between."""
    return refusal.status == 404 and (not refusal.body or isinstance(said(refusal.body), dict))


def error_of(refusal: Refusal, words: Faults) -> PsaError:
    """What a refusal means for the execution. The text quotes Syncro's own words, cut and masked."""
    said_so = words_of(refusal.body)
    verdict = _verdict(refusal, said_so)
    wait = refusal.wait(verdict, DEFAULT_RETRY_AFTER)
    quoted = said_so if words.quotes_answers else ""
    return words.refused(refusal.name, refusal.status, verdict, words=quoted, retry_after=wait)


def words_of(body: bytes) -> str:
    """What an error says, whichever of Syncro's shapes it has; the body itself where it has none of them.

    `error`, `message` and `errors` each come as text, as a list of texts, or as lists by field name.
    """
    decoded = said(body)
    found = list(_texts(decoded)) if isinstance(decoded, dict) else []
    return "; ".join(dict.fromkeys(found)) or body[:1000].decode("utf-8", "replace")


def _texts(error: Mapping[str, Any]) -> Iterator[str]:
    for name in ("error", "message", "errors"):
        yield from _flat(error.get(name))


def _flat(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from (str(one) for one in value)
        case dict():
            for field, messages in value.items():
                yield from (f"{field} {message}" for message in _flat(messages))


def _verdict(refusal: Refusal, words: str) -> Verdict:
    if refusal.status == 401 and _PERMISSION_WORDS in words.lower():
        return faults.PERMISSION_MISSING
    if refusal.status == 404 and refusal.first_call:
        return faults.ADDRESS_WRONG  # every account has every list: there is no such account
    return verdict_by_status(refusal.status)
