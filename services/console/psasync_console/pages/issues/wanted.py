"""Which issues somebody looks at: what stands in the address of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import Depends, Query

from psasync_console.web.forms import Form

State = Literal["open", "dismissed", "resolved"]
STATES = ("open", "dismissed", "resolved")
_FILTERS = ("code", "entity", "sync", "label")

Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Wanted:
    state: str = "open"
    code: str = ""
    entity: str = ""
    sync: str = ""
    label: str = ""  # how the record's label begins
    cursor: str = ""

    @property
    def by_record(self) -> bool:
        """Whether the list is not grouped by code: counts of groups know nothing of these filters."""
        return bool(self.entity or self.label)

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in _FILTERS)

    @property
    def query(self) -> str:
        """As in the address, without the place in the list."""
        chosen = {} if self.state == "open" else {"state": self.state}
        return urlencode(chosen | self.filter())

    def filter(self) -> dict[str, str]:
        """What is given of code, entity, sync and label."""
        return {name: getattr(self, name) for name in _FILTERS if getattr(self, name)}

    def other(self, **changes: str) -> str:
        """The query of the same but for `changes`, from the list's beginning."""
        chosen = {"state": self.state, **self.filter(), **changes}
        return urlencode(
            {name: value for name, value in chosen.items() if value and (name, value) != ("state", "open")}
        )

    @classmethod
    def of_form(cls, form: Form) -> Wanted:
        """What the page showed that a form was sent from."""
        state = next((each for each in STATES if each == form.one("state")), "open")
        code, entity, sync, label = (form.one(name)[:200] for name in _FILTERS)
        return cls(state, code, entity, sync, label)


def _wanted(
    state: State = "open",
    code: Text = "",
    entity: Text = "",
    sync: Text = "",
    label: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str, Query(max_length=2000)] = "",
) -> Wanted:
    return Wanted(state, code, entity, sync, label.strip(), cursor)


InAddress: TypeAlias = Annotated[Wanted, Depends(_wanted)]
