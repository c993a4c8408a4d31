"""What was asked for on the command line, as a request. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from psasync_cli.errors import usage


class Again(Enum):
    """What of a period is imported."""

    MISSING = "missing"  # only what has not been imported, has changed, or was refused or failed
    EVERYTHING = "force"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `psasync run`. `again` None: neither was named."""

    on: date | None = None
    first: date | None = None
    last: date | None = None
    again: Again | None = None
    entities: Sequence[str] = ()
    records: Sequence[str] = ()
    dry_run: bool = False
    allow_deletions: bool = False


def undecided(asked: Asked) -> bool:
    """A range of dates does not say whether what is there already is imported again: somebody has to."""
    return asked.first is not None and asked.last is not None and asked.again is None


def body_of(asked: Asked) -> dict[str, Any]:
    """The body of the request. Raises `CliError` for options that do not go together."""
    period = _period(asked)
    if undecided(asked):
        raise usage(
            "What of these days is to be imported?",
            remedy="--missing: only what is missing. --force: everything again.",
        )
    body: dict[str, Any] = {"mode": _mode(asked).value}
    if period is not None:
        body["period"] = period
    if asked.entities:
        body["entities"] = list(asked.entities)
    if asked.records:
        body["records"] = [_record(text) for text in asked.records]
    if asked.dry_run:
        body["dry_run"] = True
    if asked.allow_deletions:
        body["allow_deletions"] = True
    return body


def _mode(asked: Asked) -> Again:
    """One date is imported as if nothing had been imported before, unless it was said otherwise."""
    if asked.again is not None:
        return asked.again
    return Again.EVERYTHING if asked.on is not None else Again.MISSING


def _period(asked: Asked) -> dict[str, str] | None:
    if asked.on is not None:
        if asked.first is not None or asked.last is not None:
            raise usage("It is either --date, or --from and --to.")
        return {"first": asked.on.isoformat(), "last": asked.on.isoformat()}
    if asked.first is None and asked.last is None:
        return None
    if asked.first is None or asked.last is None:
        raise usage("--from and --to belong together.", remedy="Both days are included; --date is for one day.")
    if asked.first > asked.last:
        raise usage("--from is after --to.")
    return {"first": asked.first.isoformat(), "last": asked.last.isoformat()}


def _record(text: str) -> dict[str, str]:
    entity, colon, source_id = text.partition(":")
    if not colon or not source_id:
        raise usage(f"--record {text!r} is not entity:id.", remedy="For example --record contact:4711")
    return {"entity": entity, "source_id": source_id}
