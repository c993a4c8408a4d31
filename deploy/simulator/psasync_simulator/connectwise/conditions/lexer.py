"""From the text of a condition to its words."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<time>\[[^\]]*\])
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<operator><=|>=|!=|<>|=|<|>)
      | (?P<mark>[(),])
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:/[A-Za-z_][A-Za-z0-9_]*)*)
    )""",
    re.VERBOSE,
)


class ConditionError(Exception):
    """The conditions cannot be understood. The text says where."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # string, time, number, operator, mark, word
    text: str

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.lower() == word


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ConditionError(f"unexpected text at position {at}: {text[at : at + 20]!r}")
        found.append(Token(match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found
