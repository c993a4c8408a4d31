"""What becomes of a webhook.

IntakeError
├── UnknownHook       nobody's address
├── HookRefused       not believed, or not taken as it is: sending it again as it is changes nothing
├── HookThrottled     the connection sends more than its share
└── HookDeferred      it cannot be verified or published at the moment: the PSA should send it again
"""

import re
from enum import StrEnum

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}", re.ASCII)


class Outcome(StrEnum):
    PUBLISHED = "published"  # acknowledged by Kafka
    REPEATED = "repeated"  # acknowledged before
    IGNORED = "ignored"  # genuine, and not about a ticket
    DEACTIVATED = "deactivated"  # genuine: the PSA sends nothing more


class IntakeError(Exception):
    """The root of the intake's errors. None shows anything of the webhook."""


class UnknownHook(IntakeError):  # noqa: N818 - verdicts, not mistakes
    pass


class HookRefused(IntakeError):  # noqa: N818
    def __init__(self, reason: str, status: int = 401) -> None:
        self.reason = slug(reason)
        self.status = status
        super().__init__(self.reason)


class HookThrottled(IntakeError):  # noqa: N818
    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__("throttled")


class HookDeferred(IntakeError):  # noqa: N818
    def __init__(self, reason: str, retry_after: float = 5) -> None:
        self.reason = slug(reason)
        self.retry_after = retry_after
        super().__init__(self.reason)


def slug(reason: str) -> str:
    """Reasons become names of counters: whatever is no short slug is only "other"."""
    plain = reason.replace("_", "-")
    return plain if _SLUG.fullmatch(plain) else "other"
