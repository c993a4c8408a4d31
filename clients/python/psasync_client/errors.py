"""Whatever a call can raise.

PsaSyncError
├── ProblemError            the service answered, and said what is wrong
│   ├── Unauthorized        401: no key, or not a valid one
│   ├── Forbidden           403: the key's role is not enough
│   ├── NotFound            404: there is no such thing, or not for this key
│   ├── Conflict            409, 412: not as things stand, or not the version you read
│   ├── Invalid             400, 422: `errors` names each mistake with its field
│   ├── TooManyRequests     429: `retry_after` says when
│   └── Unavailable         502, 503, 504: not at the moment
├── ConnectionFailed        no answer, or one that was cut
├── Timeout                 not within the time limit
│   └── StillRunning        an execution that goes on; `execution_id` finds it again
└── UnexpectedAnswer        an answer that this version of the client cannot read
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TYPE_PREFIX = "urn:psasync:problem:"


class PsaSyncError(Exception):
    """All errors of this client."""


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str  # path of the field, dots between its parts
    message: str


class ProblemError(PsaSyncError):
    """An error answer. `type` is stable and for programs, `detail` for people, `extra` what else the answer tells."""

    def __init__(
        self,
        status: int,
        title: str,
        *,
        type: str = "about:blank",  # noqa: A002 - the member's name in RFC 9457
        detail: str = "",
        errors: tuple[FieldError, ...] = (),
        request_id: str = "",
        retry_after: float | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.errors = list(errors)
        self.request_id = request_id  # to be named when asking about it
        self.retry_after = retry_after  # seconds
        self.extra = dict(extra or {})
        super().__init__(self._text())

    @property
    def code(self) -> str:
        """The type without its prefix, as in `confirmation-needed`."""
        return self.type.removeprefix(TYPE_PREFIX)

    def _text(self) -> str:
        said = f"{self.status} {self.title}" + (f": {self.detail}" if self.detail else "")
        mistakes = "; ".join(f"{each.field}: {each.message}" for each in self.errors)
        asked = f" (request {self.request_id})" if self.request_id else ""
        return said + (f" [{mistakes}]" if mistakes else "") + asked


class Unauthorized(ProblemError):
    """No key was shown, or it is not valid (any more)."""


class Forbidden(ProblemError):
    """The key is valid and its role is not enough."""


class NotFound(ProblemError):
    """There is no such thing; what belongs to another tenant is not there either."""


class Conflict(ProblemError):
    """Not as things stand, or not the version that you read: `code` says which."""


class Invalid(ProblemError):
    """The request is wrong: `errors` names each mistake with its field."""


class TooManyRequests(ProblemError):
    """Asked too often: `retry_after` says when to come back."""


class Unavailable(ProblemError):
    """Not at the moment, after all tries."""


class ConnectionFailed(PsaSyncError):
    """No answer from a service, or one that was cut."""

    def __init__(self, service: str, address: str, reason: str) -> None:
        super().__init__(f"{service} at {address} does not answer: {reason}")
        self.service = service
        self.address = address
        self.reason = reason


class Timeout(PsaSyncError):
    """Not within the time limit. Whether a change was made is not known."""


class StillRunning(Timeout):
    """Waited long enough; the execution goes on. It can be waited for again, or canceled, by its id."""

    def __init__(self, execution_id: str, seconds: float, status: str) -> None:
        super().__init__(f"execution {execution_id} has not ended within {seconds:g} s and goes on; it is {status}")
        self.execution_id = execution_id
        self.status = status


class UnexpectedAnswer(PsaSyncError):
    """What came is not what the service promises: a proxy in between, or a service that is far newer or older."""
