"""Running an execution again: with the same settings, or only what it left refused or failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import MISSING_OUTCOMES, Entity, Outcome, Status
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.requests import Ability, RunRequest

_SETTINGS = ("mode", "period", "entities", "records", "dry_run", "retry_of", "allow_deletions")
# A record that was not tried because its parent was refused waits for the same retry.
_LEFT = MISSING_OUTCOMES | {Outcome.SKIPPED}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An execution that is to be run again, and the settings that it was asked for with."""

    execution: str
    tenant: str
    sync: str
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, execution: str, event: SyncRequested) -> "Earlier":
        return cls(execution, event.tenant, event.sync, event.model_dump(mode="json"))

    def again(self, *, confirmed: bool) -> RunRequest:
        """The same request. A confirmation was given for what was imported then, so it is not taken over."""
        chosen = {name: self.settings[name] for name in _SETTINGS if self.settings.get(name) is not None}
        return RunRequest.model_validate(chosen | {"confirmed": confirmed})


def retry(
    execution: str,
    status: Status,
    dry_run: bool,
    counts: Mapping[Entity, Mapping[Outcome, int]],
    abilities: Mapping[Entity, Ability],
) -> RunRequest:
    """The request for what an execution left refused or failed. Raises `Refused` where there is no such thing."""
    if not status.terminal:
        text = f"The execution is {status}: what fails in it can be tried again when it has ended."
        raise Refused("not-ended", text, status_of_execution=str(status))
    left = [entity for entity, of_entity in counts.items() if any(of_entity.get(outcome) for outcome in _LEFT)]
    if dry_run or not left:
        text = "It was a dry run, which leaves nothing to try again." if dry_run else "No record of it was left over."
        raise Refused(
            "nothing-failed", f"{text} `again` runs it with the same settings.", status_of_execution=str(status)
        )
    return RunRequest(retry_of=execution, entities=_readable(left, abilities))


def _readable(left: Sequence[Entity], abilities: Mapping[Entity, Ability]) -> tuple[Entity, ...] | None:
    """Those that can be read again one by one; None: no choice has to be made."""
    able = tuple(entity for entity in left if entity in abilities and abilities[entity].by_id)
    if not able:
        text = f"The system cannot read single records of {', '.join(left)}; the next default run reads them all again."
        raise Refused("retry-impossible", text)
    return None if len(able) == len(left) else able
