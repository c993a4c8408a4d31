"""Forms as pages send them, and what is wrong with them, each mistake at its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from psasync_client import FieldError, ProblemError
from psasync_console.session import csrf
from psasync_console.session.guard import form_of


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form in their order; texts are without spaces around them."""

    fields: Sequence[tuple[str, str]]

    def one(self, name: str, default: str = "") -> str:
        """The last of the name: a box behind a hidden field overrules it."""
        return next((value.strip() for key, value in reversed(self.fields) if key == name), default)

    def raw(self, name: str) -> str:
        """As it was sent: secrets may begin or end with a space."""
        return next((value for key, value in reversed(self.fields) if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value.strip() for key, value in self.fields if key == name]

    def ticked(self, name: str) -> bool:
        return self.one(name) in {"on", "true", "1"}

    def under(self, prefix: str) -> dict[str, str]:
        """`settings.base_url`, `settings.company` under `settings.`: the rest of each name with its text."""
        return {key.removeprefix(prefix): value for key, value in self.fields if key.startswith(prefix)}

    def values(self) -> dict[str, str]:
        """What to fill the form with when it is shown again."""
        return {key: value for key, value in self.fields if key != csrf.FIELD}


@dataclass(frozen=True, slots=True)
class Mistakes:
    """`at`: by field; `others`: what belongs to no field of the form."""

    at: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.at or self.others)

    @classmethod
    def of(cls, error: ProblemError, fields: Sequence[str]) -> Mistakes:
        """Of an answer; `fields` are the names that the form shows. A mistake inside of one stands at it."""
        at: dict[str, str] = {}
        others = [] if error.errors else [error.detail or error.title]
        for mistake in error.errors:
            name = _shown_at(mistake, fields)
            if name is None:
                others.append(f"{mistake.field}: {mistake.message}" if mistake.field else mistake.message)
            else:
                at[name] = f"{at[name]}; {mistake.message}" if name in at else mistake.message
        return cls(at, others)


def _shown_at(mistake: FieldError, fields: Sequence[str]) -> str | None:
    names = [name for name in fields if mistake.field == name or mistake.field.startswith(name + ".")]
    return max(names, key=len, default=None)


async def _form(request: Request) -> Form:
    return Form(await form_of(request))


SentForm: TypeAlias = Annotated[Form, Depends(_form)]
