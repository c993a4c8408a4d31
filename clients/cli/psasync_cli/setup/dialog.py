"""Asks for the fields of a system, one after another."""

from collections.abc import Iterable, Mapping

from rich.text import Text

from psasync_cli.asking import ask, ask_secret
from psasync_cli.output.plain import paragraphs
from psasync_cli.output.screen import Screen
from psasync_cli.setup.fields import in_order, question
from psasync_client.models.scheduler import FieldView, SystemView


def ask_fields(
    screen: Screen, system: SystemView, given: Mapping[str, str], only: Iterable[str] | None = None
) -> dict[str, str]:
    """All values: those given, and the answers for the others, or for `only` some. Empty optional ones are left out."""
    values = dict(given)
    wanted = None if only is None else set(only)
    for field in in_order(system):
        if field.name in values if wanted is None else field.name not in wanted:
            continue
        answer = _ask(screen, field, values.get(field.name))
        if answer:
            values[field.name] = answer
        else:
            values.pop(field.name, None)
    return values


def _ask(screen: Screen, field: FieldView, before: str | None) -> str:
    needed = "" if field.required else " (optional)"
    screen.err.print(Text.assemble("\n", (paragraphs(field.label), "bold"), (needed, "dim")))
    for line in question(field):
        screen.err.print(Text(f"  {paragraphs(line)}", style="dim"))
    while True:
        answer = _answer(screen, field, before)
        if field.choices and answer and answer not in field.choices:
            screen.warn(f"  It is one of: {', '.join(field.choices)}")
        elif field.required and not answer:
            screen.warn("  It cannot be left out.")
        else:
            return answer


def _answer(screen: Screen, field: FieldView, before: str | None) -> str:
    if field.secret:
        kept = " [as before]" if before else ""
        return ask_secret(screen, f"  {field.name}{kept}") or before or ""
    return ask(screen, f"  {field.name}", default=before or field.default)
