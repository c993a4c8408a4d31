"""The secret values that this process has held."""

import json
from collections import OrderedDict
from urllib.parse import quote, quote_plus

_SHORTEST = 6
_MOST = 4096


class KnownSecrets:
    """Masks registered values in any text, in the ways in which texts quote them.

    Values below 6 characters are not kept: masking them would shred ordinary words. Bounded to the 4,096 values
    registered last. The time to mask depends on the length of the text and not on the number of secrets.
    """

    def __init__(self) -> None:
        self._values: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._index: dict[str, list[str]] | None = {}

    def add(self, value: str) -> None:
        if len(value) < _SHORTEST:
            return
        if value in self._values:
            self._values.move_to_end(value)
            return
        self._values[value] = _forms(value)
        if len(self._values) > _MOST:
            self._values.popitem(last=False)
        self._index = None

    def mask(self, text: str, mask: str) -> str:
        index = self._by_beginning()
        parts, copied, position = [], 0, 0
        while index and position <= len(text) - _SHORTEST:
            found = _starting_at(text, position, index)
            if found:
                parts += [text[copied:position], mask]
                copied = position = position + found
            else:
                position += 1
        return "".join((*parts, text[copied:])) if parts else text

    def _by_beginning(self) -> dict[str, list[str]]:
        """All forms by their first characters; the longest first, so that none loses only its beginning."""
        if self._index is None:
            self._index = {}
            for form in sorted({form for forms in self._values.values() for form in forms}, key=len, reverse=True):
                self._index.setdefault(form[:_SHORTEST], []).append(form)
        return self._index


def _starting_at(text: str, position: int, index: dict[str, list[str]]) -> int:
    """The length of the secret that begins here, or 0."""
    for form in index.get(text[position : position + _SHORTEST], ()):
        if text.startswith(form, position):
            return len(form)
    return 0


def _forms(value: str) -> tuple[str, ...]:
    quoted = {repr(value)[1:-1], json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    nested = {json.dumps(form)[1:-1] for form in quoted}
    urls = {quote(value, safe=""), quote(value), quote_plus(value)} if _encodable(value) else set()
    # A traceback indents a key of several lines, so each line counts by itself.
    lines = {line.strip() for line in value.splitlines() if len(line.strip()) >= _SHORTEST}
    forms = {value, value.strip()} | quoted | nested | urls | lines
    return tuple(form for form in forms if len(form) >= _SHORTEST)


def _encodable(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)
