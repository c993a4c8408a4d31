"""From Halo's refusals and failures to the five kinds of error."""

from typing import Any

from psasync.psa.port import PsaError
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.caller import said
from psasync.psa.toolkit.faults import Faults, Verdict, verdict_by_status
from psasync.psa.toolkit.refusal import Refusal

SYSTEM = "HaloPSA"

DEFAULT_RETRY_AFTER = 60.0
"""Seconds to wait after a 429 that names no time: Halo counts over five minutes, and most answers name none."""

_MESSAGES = ("errormessage", "message", "error_description", "error", "title")
"""Fields that hold the words, by lower-case name; the first that is there counts."""

_OAUTH_SCOPES = frozenset({"invalid_scope", "unauthorized_client"})


class RecordGone(Exception):  # noqa: N818 - a state, not a mistake
    """404 for one record."""


def error_of(refusal: Refusal, words: Faults, *, at_login: bool = False) -> PsaError:
    """What a refusal means for the execution. The text quotes the beginning of what Halo said."""
    verdict = _login_verdict(refusal) if at_login else verdict_by_status(refusal.status)
    wait = refusal.wait(verdict, DEFAULT_RETRY_AFTER)
    shown = message_of(refusal.body) if at_login or words.quotes_answers else ""
    return words.refused(refusal.name, refusal.status, verdict, words=shown, retry_after=wait)


def message_of(body: bytes) -> str:
    """Halo's own words in any of the shapes that it gives them, else the body as it is; empty for a web page."""
    content = said(body)
    if isinstance(content, str):
        return content
    text = body.decode("utf-8", "replace").strip()
    words = _message(content) if isinstance(content, dict) else ""
    return words or ("" if text.startswith("<") else text)


def _message(content: dict[str, Any]) -> str:
    """`{resultCode, errorMessage}`, `{ClassName, Message}`, `{Message}`, `{error}` and OAuth's shape."""
    named = {name.lower(): value for name, value in content.items() if isinstance(value, str) and value}
    words = next((named[name] for name in _MESSAGES if name in named), "")
    code = named.get("classname") or named.get("resultcode", "")
    return f"{code}: {words}" if code and words else words or code


def _login_verdict(refusal: Refusal) -> Verdict:
    """OAuth's refusals come with 400 or 401 (RFC 6749, 5.2)."""
    if refusal.status == 404:
        return faults.ADDRESS_WRONG  # no instance of Halo answers without a login
    if refusal.status not in {400, 401}:
        return verdict_by_status(refusal.status)
    content = said(refusal.body)
    code = content.get("error") if isinstance(content, dict) else None
    return faults.PERMISSION_MISSING if code in _OAUTH_SCOPES else faults.CREDENTIALS_REFUSED
