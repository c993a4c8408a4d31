"""What somebody chose in the dialog that starts a sync, and the request that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from psasync_client import ProblemError
from psasync_console.web.forms import Form, Mistakes

DEFAULT, ONE_DATE, RANGE = "default", "date", "range"
FIELDS = ("when", "date", "first", "last", "mode", "entities", "allow_deletions", "confirmed")
_MISSING, _FORCE = "missing", "force"
_NO_DATE = "Choose a day."
_NOT_CONFIRMED = "Tick this to go on: it is what the danger above asks for."


@dataclass(frozen=True, slots=True)
class Choices:
    """Texts as the form sends them. `entities` empty: none is ticked, which a form cannot tell from all."""

    when: str = DEFAULT
    day: str = ""
    first: str = ""
    last: str = ""
    mode: str = _MISSING
    entities: Sequence[str] = ()
    dry_run: bool = False
    allow_deletions: bool = False
    confirmed: bool = False

    @classmethod
    def of(cls, form: Form) -> Self:
        return cls(
            when=form.one("when", DEFAULT),
            day=form.one("date"),
            first=form.one("first"),
            last=form.one("last"),
            mode=form.one("mode", _MISSING),
            entities=tuple(form.all("entities")),
            dry_run=form.ticked("dry_run"),
            allow_deletions=form.ticked("allow_deletions"),
            confirmed=form.ticked("confirmed"),
        )

    @property
    def again(self) -> bool:
        """Whether everything is imported again: of one date always, of a range if that was chosen."""
        return self.when == ONE_DATE or (self.when == RANGE and self.mode == _FORCE)

    @property
    def needs_confirmation(self) -> bool:
        """A dry run writes nothing, so that nothing can come twice."""
        return self.again and not self.dry_run

    @property
    def days(self) -> tuple[date, date] | None:
        """None: no period, or none that can be read."""
        first, last = self._ends
        begin, end = _day(first), _day(last)
        return None if begin is None or end is None else (begin, end)

    @property
    def _ends(self) -> tuple[str, str]:
        if self.when == ONE_DATE:
            return self.day, self.day
        return (self.first, self.last) if self.when == RANGE else ("", "")

    def mistakes(self) -> Mistakes:
        """Of the form alone; what the sync does not allow the scheduler says."""
        at: dict[str, str] = {}
        wanted = {ONE_DATE: {"date": self.day}, RANGE: {"first": self.first, "last": self.last}}.get(self.when, {})
        at |= {name: _NO_DATE for name, text in wanted.items() if _day(text) is None}
        if self.when == RANGE and not at and self.first > self.last:
            at["last"] = "It is before the first day."
        if not self.entities:
            at["entities"] = "Choose at least one kind of record."
        return Mistakes(at)

    def unconfirmed(self) -> Mistakes:
        return Mistakes({"confirmed": _NOT_CONFIRMED} if self.needs_confirmation and not self.confirmed else {})

    def body(self, carried: Sequence[str]) -> dict[str, Any]:
        """`carried`: all kinds of records of the sync. Without mistakes only."""
        chosen = [entity for entity in carried if entity in self.entities]
        first, last = self._ends
        return {
            "mode": _FORCE if self.again else _MISSING,
            **({"period": {"first": first, "last": last}} if self.when != DEFAULT else {}),
            **({"entities": chosen} if len(chosen) < len(carried) else {}),
            **({"dry_run": True} if self.dry_run else {}),
            **({"allow_deletions": True} if self.allow_deletions and self.when == DEFAULT else {}),
            **({"confirmed": True} if self.confirmed and self.needs_confirmation else {}),
        }

    def refused(self, error: ProblemError) -> Mistakes:
        """What the scheduler says is wrong, at the fields of the form."""
        found = Mistakes.of(error, ("period.first", "period.last", "period", *FIELDS))
        names = {"period.first": "first", "period.last": "last", "period": "last"}
        if self.when == ONE_DATE:
            names = dict.fromkeys(names, "date")
        return Mistakes({names.get(name, name): text for name, text in found.at.items()}, found.others)

    def with_all(self, carried: Sequence[str]) -> Choices:
        return replace(self, entities=tuple(carried))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
