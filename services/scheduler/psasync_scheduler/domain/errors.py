"""What can be wrong with a change or a request, in words that a person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake: where in the body, dotted, and what."""

    field: str
    message: str


class Invalid(Exception):  # noqa: N818 - a verdict, not a fault
    """The body reads well but cannot be done. Holds every mistake, not the first one."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """The state of things forbids it. `code` is a slug for programs."""

    def __init__(self, code: str, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extra = extra


class NotFound(Exception):  # noqa: N818 - a verdict, not a fault
    """No such thing, or not for this caller: the two are never told apart."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no such {what}")
        self.what = what


class Stale(Exception):  # noqa: N818 - a verdict, not a fault
    """The document has changed since the caller read it."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the current version is {version}")
        self.version = version


def check(errors: Sequence[FieldError]) -> None:
    """Raises `Invalid` if there is any mistake."""
    if errors:
        raise Invalid(errors)
