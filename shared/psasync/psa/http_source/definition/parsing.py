"""From the text of a definition to the definition, or to one message with its mistakes."""

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from psasync.psa.http_source.definition.fitting import mistakes
from psasync.psa.http_source.definition.models import Definition

MAX_CHARACTERS = 16_384
_MOST_SHOWN = 8
_MAX_MESSAGE = 1200

_STYLES = ("none", "page_number", "offset", "cursor", "next_link")
_WORDS = {
    "missing": "is needed",
    "extra_forbidden": "is no word of a definition",
    "union_tag_not_found": "needs a `style`",
    "union_tag_invalid": f"has no such `style`; there are {', '.join(_STYLES)}",
    "string_pattern_mismatch": "is empty, too long, or has characters that do not belong there",
}


class DefinitionError(ValueError):
    """The text names each mistake with its place, and repeats no long value."""


def parse(text: str) -> Definition:
    """Raises `DefinitionError`, and nothing else."""
    if not text.strip():
        raise DefinitionError("is missing")
    if len(text) > MAX_CHARACTERS:
        raise DefinitionError(f"is longer than {MAX_CHARACTERS} characters")
    try:
        definition = Definition.model_validate_json(text.encode(), strict=True)
    except UnicodeEncodeError:
        raise DefinitionError("holds characters that are none") from None
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise _refused([_told(one) for one in found]) from None
    if found_together := list(mistakes(definition)):
        raise _refused(found_together)
    return definition


def _refused(found: Sequence[str]) -> DefinitionError:
    more = f"; and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    return DefinitionError(f"is wrong: {'; '.join(found[:_MOST_SHOWN])}"[:_MAX_MESSAGE] + more)


def _told(error: ErrorDetails) -> str:
    if error["type"] == "json_invalid":
        return error["msg"]
    message = error["msg"].removeprefix("Value error, ")
    place = ".".join(_place(error["loc"]))
    return f"{place or 'definition'}: {_WORDS.get(error['type'], message[:1].lower() + message[1:])}"


def _place(steps: Sequence[str | int]) -> list[str]:
    """As a person would write it, without the marks that the validation adds."""
    shown: list[str] = []
    for step in steps:
        if step == "[key]" or (shown and shown[-1] == "paging" and step in _STYLES):
            continue
        text = str(step)
        shown.append(text[:50] if text.isprintable() else "(unprintable)")
    return shown
