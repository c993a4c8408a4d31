"""The grammar.

either  := both ("or" both)*
both    := unit ("and" unit)*
unit    := "(" either ")" | path test
test    := operator literal | ["not"] ("like" | "contains") literal | ["not"] "in" "(" literal, ... ")"
literal := "text" | [time] | number | true | false | null
"""

from collections.abc import Callable
from datetime import UTC, datetime

from psasync_simulator.connectwise.conditions.lexer import ConditionError, Token, tokens
from psasync_simulator.connectwise.conditions.nodes import (
    Both,
    Comparison,
    Either,
    Literal,
    Membership,
    Node,
    Not,
    Path,
)

_CONSTANTS: dict[str, Literal] = {"true": True, "false": False, "null": None}
MAX_DEPTH = 50


def parse(text: str) -> Node:
    """The tree of a condition. Raises `ConditionError`."""
    parser = _Parser(tokens(text))
    node = parser.either()
    parser.expect_end()
    return node


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def either(self) -> Node:
        node = self._both()
        while self._take_word("or"):
            node = Either(node, self._both())
        return node

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise ConditionError(f"unexpected {self._tokens[self._at].text!r}")

    def _both(self) -> Node:
        node = self._unit()
        while self._take_word("and"):
            node = Both(node, self._unit())
        return node

    def _unit(self) -> Node:
        if not self._take_mark("("):
            return self._test(self._path())
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionError("too many parentheses")
        node = self.either()
        self._need_mark(")")
        self._depth -= 1
        return node

    def _test(self, path: Path) -> Node:
        token = self._next()
        if token.kind == "operator":
            return Comparison(path, "!=" if token.text == "<>" else token.text, self._literal())
        if token.is_word("not"):
            return Not(self._word_test(path, self._next()))
        return self._word_test(path, token)

    def _word_test(self, path: Path, token: Token) -> Node:
        if token.is_word("in"):
            return Membership(path, self._literals())
        if token.is_word("like") or token.is_word("contains"):
            return Comparison(path, token.text.lower(), self._literal())
        raise ConditionError(f"an operator is missing before {token.text!r}")

    def _literals(self) -> tuple[Literal, ...]:
        self._need_mark("(")
        values = [self._literal()]
        while self._take_mark(","):
            values.append(self._literal())
        self._need_mark(")")
        return tuple(values)

    def _literal(self) -> Literal:
        token = self._next()
        match token.kind:
            case "string":
                return token.text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
            case "number":
                return float(token.text)
            case "time":
                return _time(token.text[1:-1])
            case "word" if token.text.lower() in _CONSTANTS:
                return _CONSTANTS[token.text.lower()]
        raise ConditionError(f"a value is missing before {token.text!r}")

    def _path(self) -> Path:
        token = self._next()
        if token.kind != "word":
            raise ConditionError(f"a field name is missing before {token.text!r}")
        return tuple(token.text.lower().split("/"))

    def _next(self) -> Token:
        if self._at == len(self._tokens):
            raise ConditionError("the conditions end too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_word(self, word: str) -> bool:
        return self._take(lambda token: token.is_word(word))

    def _take_mark(self, mark: str) -> bool:
        return self._take(lambda token: token.kind == "mark" and token.text == mark)

    def _take(self, wanted: Callable[[Token], bool]) -> bool:
        if self._at < len(self._tokens) and wanted(self._tokens[self._at]):
            self._at += 1
            return True
        return False

    def _need_mark(self, mark: str) -> None:
        if not self._take_mark(mark):
            raise ConditionError(f"{mark!r} is missing")


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ConditionError(f"{text!r} is not a time") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
