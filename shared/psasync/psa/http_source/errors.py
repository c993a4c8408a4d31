"""From a source's refusals and failures to the five kinds of error. Nothing is known of it but HTTP itself."""

from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.port import PsaError
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.caller import said
from psasync.psa.toolkit.faults import Faults, Verdict, verdict_by_status
from psasync.psa.toolkit.refusal import Refusal

SYSTEM = "the source"

DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait after a 429 that names no time."""

NOT_THERE = frozenset({404, 410})

PATH_WRONG = Verdict(ErrorKind.CONFIGURATION, IssueCode.ADDRESS_WRONG, permanent=True)
"""A path that was never answered and is not there: most likely the definition is wrong."""

_WORDS = ("message", "error_description", "detail", "title", "error", "errors", "description", "reason")
"""Where interfaces usually say in words what is wrong."""


def error_of(refusal: Refusal, words: Faults) -> PsaError:
    """What a refusal means for the execution. The text quotes what the source says, cut and masked."""
    verdict = verdict_by_status(refusal.status)
    hint = ""
    if refusal.status in NOT_THERE and refusal.first_call:
        verdict, hint = PATH_WRONG, "Correct the address or the definition's path in the connection, and check it."
    wait = refusal.wait(verdict, DEFAULT_RETRY_AFTER)
    return words.refused(refusal.name, refusal.status, verdict, words=_words(refusal.body), retry_after=wait, hint=hint)


def _words(body: bytes) -> str:
    return _told(said(body)) or body[: faults.MAX_QUOTED * 4].decode("utf-8", "replace")


def _told(content: Any, depth: int = 3) -> str:
    """The first words in an error's JSON; empty where none are found."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and content and depth:
        return _told(content[0], depth - 1)
    if isinstance(content, dict) and depth:
        return next((told for name in _WORDS if (told := _told(content.get(name), depth - 1))), "")
    return ""
