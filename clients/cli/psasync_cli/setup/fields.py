"""What a system asks for and what was given. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from psasync_cli.errors import usage
from psasync_client.models.scheduler import FieldView, SystemView


@dataclass(frozen=True, slots=True)
class Values:
    """As the API takes them."""

    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, dict[str, str]]:
        return {"settings": dict(self.settings), "secrets": dict(self.secrets)}


def in_order(system: SystemView) -> list[FieldView]:
    """From top to bottom, as the system's form has them."""
    places = {place.partition(".")[2]: number for number, place in enumerate(system.form.order)}
    return sorted(system.fields, key=lambda each: places.get(each.name, len(places)))


def sorted_out(system: SystemView, given: Mapping[str, str]) -> Values:
    """Settings and secrets apart. Raises `CliError` for a name that the system does not know."""
    known = {each.name: each for each in system.fields}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise usage(
            f"{system.title} has no field {', '.join(map(repr, unknown))}.",
            remedy=f"psasync systems show {system.system} lists its fields.",
        )
    return Values(
        {name: value for name, value in given.items() if not known[name].secret},
        {name: value for name, value in given.items() if known[name].secret},
    )


def missing(system: SystemView, given: Mapping[str, str]) -> list[str]:
    """Required fields without a value."""
    return [each.name for each in in_order(system) if each.required and not (given.get(each.name) or each.default)]


def named_by(check_fields: Iterable[str] | None) -> list[str]:
    """The fields that a check points at (`settings.<name>`, `secrets.<name>`), by their names."""
    return [place.partition(".")[2] for place in check_fields or () if "." in place]


def question(each: FieldView) -> list[str]:
    """The lines that are shown before a field is asked for."""
    lines = [each.help] if each.help else []
    choices: Sequence[str] = each.choices or ()
    if choices:
        lines.append(f"one of: {', '.join(choices)}")
    elif each.example and not each.secret:
        lines.append(f"for example: {each.example}")
    return lines
