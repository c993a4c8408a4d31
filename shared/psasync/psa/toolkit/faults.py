"""Errors of one system in the words that people read: every adapter raises what this makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.port import PsaError

MAX_RETRY_AFTER = 3600.0
"""Seconds: a system that names more is asked again after this."""

MAX_QUOTED = 300
"""Characters of a system's own words in a message."""


class Verdict(NamedTuple):
    """What an answer means for the execution."""

    kind: ErrorKind
    code: IssueCode
    permanent: bool


CREDENTIALS_REFUSED = Verdict(ErrorKind.AUTHENTICATION, IssueCode.CREDENTIALS_REFUSED, permanent=True)
ADDRESS_WRONG = Verdict(ErrorKind.AUTHENTICATION, IssueCode.ADDRESS_WRONG, permanent=True)
PERMISSION_MISSING = Verdict(ErrorKind.AUTHORIZATION, IssueCode.PERMISSION_MISSING, permanent=True)
REDIRECTED = Verdict(ErrorKind.CONFIGURATION, IssueCode.ADDRESS_FORBIDDEN, permanent=True)
THROTTLED = Verdict(ErrorKind.TECHNICAL, IssueCode.SOURCE_THROTTLED, permanent=False)
FAILED = Verdict(ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED, permanent=False)
REFUSED = Verdict(ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED, permanent=True)

_BY_STATUS = {
    401: CREDENTIALS_REFUSED,
    403: PERMISSION_MISSING,
    404: FAILED,
    408: FAILED,
    425: FAILED,
    429: THROTTLED,
}


def verdict_by_status(status: int) -> Verdict:
    """What a status means where a system gives it no meaning of its own."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return REDIRECTED
    return FAILED if status >= 500 else REFUSED


@dataclass(frozen=True, slots=True)
class Faults:
    """Makes the errors of one system. `secrets` are masked wherever a system's own words repeat them."""

    system: str  # its title, for people
    secrets: tuple[str, ...] = ()
    quotes_answers: bool = True  # False where an answer may hold a ticket

    def refused(
        self,
        name: str,
        status: int,
        verdict: Verdict,
        *,
        words: str = "",
        retry_after: float | None = None,
        hint: str = "",
    ) -> PsaError:
        """An answer that is no success. `words`: the system's own, cut and masked here."""
        quoted = self.quoted(words)
        return PsaError(
            verdict.kind,
            verdict.code,
            f"{self.system} answered {status} to {name}{f': {quoted}' if quoted else ''}",
            permanent=verdict.permanent,
            retry_after=None if verdict.permanent else retry_after,
            status=status,
            hint=hint,
        )

    def timed_out(self, name: str) -> PsaError:
        return self._error(
            ErrorKind.CONNECTIVITY, IssueCode.SOURCE_TIMEOUT, f"{self.system} did not answer {name} in time"
        )

    def unreachable(self, name: str, what: str, hint: str = "") -> PsaError:
        """`what` tells a refused connection from a cut one, and from a name that nobody knows."""
        text = f"the connection to {self.system} failed at {name}: {what}"
        return self._error(ErrorKind.CONNECTIVITY, IssueCode.SOURCE_UNREACHABLE, text, hint=hint)

    def unreadable(self, name: str, what: str, *, permanent: bool = False, body: bytes = b"") -> PsaError:
        """An answer that is not what the system documents; the beginning of `body` is kept, masked."""
        begun = body[: MAX_QUOTED * 4] if self.quotes_answers else b""
        quoted = self.quoted(begun.decode("utf-8", "replace"))
        text = f"{self.system}'s answer to {name} cannot be read: {what}{f' ({quoted})' if quoted else ''}"
        return self._error(ErrorKind.TECHNICAL, IssueCode.SOURCE_ANSWER_INVALID, text, permanent=permanent)

    def configuration(self, name: str, what: str, code: IssueCode) -> PsaError:
        """A setting or secret of the connection that cannot be right. Its value is never repeated."""
        return PsaError(
            ErrorKind.CONFIGURATION,
            code,
            f"the connection's {name} {what}",
            permanent=True,
            hint=f"Correct {name} in the connection, and check it.",
        )

    def unsupported(self, entity: str) -> PsaError:
        text = f"{self.system} has no {entity} to read"
        return self._error(ErrorKind.CONFIGURATION, IssueCode.ENTITY_UNSUPPORTED, text, permanent=True)

    def quoted(self, words: str) -> str:
        """Printable, masked, and short."""
        printable = " ".join("".join(one if one.isprintable() else " " for one in words).split())
        return masked(printable, self.secrets)[:MAX_QUOTED]

    def _error(
        self, kind: ErrorKind, code: IssueCode, text: str, *, permanent: bool = False, hint: str = ""
    ) -> PsaError:
        return PsaError(kind, code, text, permanent=permanent, hint=hint)


def masked(text: str, secrets: Iterable[str]) -> str:
    """The longest first, so that a secret that contains another one is masked whole."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def retry_after_seconds(header: str, date: str = "") -> float | None:
    """`Retry-After` as seconds, whether it holds seconds or a date; bounded. `date`: the answer's own `Date`."""
    text = header.strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - parsedate_to_datetime(date)).total_seconds()
        except (TypeError, ValueError):
            return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER) if seconds == seconds else None  # noqa: PLR0124 - NaN
