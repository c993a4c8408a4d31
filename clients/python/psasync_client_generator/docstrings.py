"""Docstrings out of what the services say about themselves."""

import textwrap
from collections.abc import Iterator, Mapping

from psasync_client_generator.interface import Schema

_WIDTH = 112
_INDENT = " " * 8


def docstring(operation: Schema, parameters: Mapping[str, str]) -> str:
    """Indented for a method. `parameters`: what is said about each."""
    blocks = [_sentence(operation.get("summary", "")), *_paragraphs(operation.get("description", ""))]
    listed = [f"- `{word}`: {' '.join(text.split())}" for word, text in parameters.items() if text]
    if listed:
        blocks.append("\n".join(_wrapped(each) for each in listed))
    text = "\n\n".join(each for each in blocks if each).replace("\\", "\\\\").replace('"""', "'''")
    end = "\n" if "\n" in text else ""
    return textwrap.indent(f'"""{text}{end}"""', _INDENT)


def _sentence(text: str) -> str:
    text = _wrapped(" ".join(text.split()))
    return text if not text or text.endswith((".", "?", "!", ")")) else text + "."


def _paragraphs(text: str) -> Iterator[str]:
    for block in textwrap.dedent(text).strip().split("\n\n"):
        if block.startswith(("- ", "|")):
            yield "\n".join(_items(block))
        else:
            yield _wrapped(" ".join(block.split()))


def _items(block: str) -> Iterator[str]:
    item = ""
    for line in block.splitlines():
        if line.startswith("- ") and item:
            yield _wrapped(item)
            item = ""
        item = f"{item} {line.strip()}".strip()
    yield _wrapped(item)


def _wrapped(text: str) -> str:
    hanging = "  " if text.startswith("- ") else ""
    return textwrap.fill(text, _WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
