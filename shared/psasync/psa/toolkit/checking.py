"""The credentials check that adapters share: what stands in the way, entity by entity, and where to look for it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.port import BudgetExhausted, CheckReport, Probe, PsaError
from psasync.psa.toolkit.together import Failure

_ABOUT_THE_ADDRESS = frozenset({
    IssueCode.ADDRESS_WRONG, IssueCode.ADDRESS_FORBIDDEN, IssueCode.SOURCE_UNREACHABLE, IssueCode.SOURCE_TIMEOUT,
    IssueCode.SOURCE_ANSWER_INVALID,
})  # fmt: skip

_NOT_TRIED = "Not tried, because of what came before it."


@dataclass(frozen=True, slots=True)
class Suspects:
    """The parts of a connection to look at, as `settings.<name>` and `secrets.<name>`."""

    address: tuple[str, ...]
    credentials: tuple[str, ...]

    def of(self, error: PsaError) -> tuple[str, ...]:
        if error.code is IssueCode.CREDENTIALS_REFUSED:
            return self.credentials
        return self.address if error.code in _ABOUT_THE_ADDRESS else ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A call that shows whether some entities may be read. It raises `PsaError` or `BudgetExhausted` if not."""

    entities: tuple[Entity, ...]
    read: Callable[[], Awaitable[object]]
    hint: str  # what to do where they may not


@dataclass(frozen=True, slots=True)
class Tried:
    probes: Sequence[Probe]
    failure: Failure | None  # the first that is no refusal

    @property
    def refused(self) -> list[Entity]:
        return sorted(probe.entity for probe in self.probes if probe.readable is False)


async def checked(look: Callable[[], Awaitable[CheckReport]], suspects: Suspects) -> CheckReport:
    """The report of `look`, or of what kept it from making one."""
    try:
        return await look()
    except (PsaError, BudgetExhausted) as failure:
        return failed(failure, suspects)


async def tried(trials: Sequence[Trial]) -> Tried:
    """One after the other. What will meet every call ends the trials; a refusal or one broken list does not."""
    probes: list[Probe] = []
    failure: Failure | None = None
    ended = False
    for trial in trials:
        verdict = _Verdict(readable=None, reason=_NOT_TRIED) if ended else await _try(trial)
        failure, ended = failure or verdict.failure, ended or _meets_all(verdict.failure)
        probes += [Probe(entity, verdict.readable, verdict.reason, verdict.hint) for entity in trial.entities]
    return Tried(probes, failure)


def report_of(found: Tried, suspects: Suspects, *, refused: str, message: str = "", **known: Any) -> CheckReport:
    """`refused` begins the sentence that names what may not be read; `message` is said where all is well."""
    values: dict[str, Any] = {
        "readable": {probe.entity: probe.readable for probe in found.probes if probe.readable is not None},
        "probes": tuple(found.probes),
        **known,
    }
    if found.failure is not None:
        return failed(found.failure, suspects, **values)
    if not found.refused:
        return CheckReport(ok=True, message=message, **values)
    return CheckReport(
        ok=False,
        error_kind=ErrorKind.AUTHORIZATION,
        code=IssueCode.PERMISSION_MISSING,
        message=f"{refused}: {', '.join(found.refused)}",
        hint=next(probe.hint for probe in found.probes if probe.readable is False),
        **values,
    )


def failed(failure: Failure, suspects: Suspects, **known: Any) -> CheckReport:
    if isinstance(failure, BudgetExhausted):
        return CheckReport(ok=False, error_kind=ErrorKind.TECHNICAL, message=_no_calls(failure), **known)
    return CheckReport(
        ok=False,
        error_kind=failure.kind,
        code=failure.code,
        message=failure.message,
        hint=hint_of(failure),
        fields=suspects.of(failure),
        **known,
    )


def hint_of(error: PsaError) -> str:
    return error.hint or CATALOGUE[error.code].action


def discovered(**found: str | None) -> Mapping[str, str]:
    """What a PSA said of itself, without what it did not say."""
    return {name: text[:200] for name, text in found.items() if text}


class _Verdict(NamedTuple):
    readable: bool | None
    reason: str = ""
    hint: str = ""
    failure: Failure | None = None


async def _try(trial: Trial) -> _Verdict:
    try:
        await trial.read()
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            return _Verdict(readable=False, reason=error.message, hint=trial.hint)
        return _Verdict(readable=None, reason=error.message, hint=hint_of(error), failure=error)
    except BudgetExhausted as error:
        return _Verdict(readable=None, reason=_no_calls(error), failure=error)
    return _Verdict(readable=True)


def _meets_all(failure: Failure | None) -> bool:
    if isinstance(failure, BudgetExhausted):
        return True
    if failure is None:
        return False
    lasting = {ErrorKind.CONNECTIVITY, ErrorKind.AUTHENTICATION}
    return failure.kind in lasting or failure.code is IssueCode.SOURCE_THROTTLED


def _no_calls(error: BudgetExhausted) -> str:
    return f"No calls are left at the moment: {error.reason}"
