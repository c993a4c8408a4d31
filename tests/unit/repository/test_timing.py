"""Secrets are compared in a time that tells nothing of them: by `hmac.compare_digest`, or found by their hash.

`==` stops at the first character that differs, and its time can be measured from outside.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = [path for folder in ("shared", "services", "clients") for path in (ROOT / folder).rglob("*.py")]
SECRET = re.compile(
    r"(^|_)(token|secret|signature|digest|hexdigest|password|passw|bearer|authorization|credential|hmac|mac|nonce"
    r"|api_?key|private_?key|claimed|signed|code_verifier)s?($|_)",
    re.IGNORECASE,
)
EXCEPTIONS = {
    "before.secrets[name] == secret": "compares what is sealed with itself, as it was read",
    "there['body'] == body_digest(request)": "tells apart two requests of one id; whoever sends one knows both",
    "match[1] != self._digest": "names the topic that a resume id belongs to, and is told to everybody who reads it",
}


def comparisons(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each `==` or `!=` in which a side is called like a secret and none is a literal."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            literal = isinstance(left, ast.Constant) or isinstance(right, ast.Constant)
            if isinstance(operator, ast.Eq | ast.NotEq) and not literal and (_secret(left) or _secret(right)):
                yield node.lineno, ast.unparse(node)


def _secret(node: ast.expr) -> bool:
    """Whether the last word names a secret: `a.token`, `token()`, `headers["signature"]`, `token[:5]`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(SECRET.search(name))
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
            return bool(SECRET.search(name.replace("-", "_"))) or _secret(value)
        case ast.Subscript(value=value):
            return _secret(value)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=arguments):
            named = [each.value for each in arguments if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            return any(SECRET.search(each.replace("-", "_")) for each in (name, *named)) or _secret(value)
        case ast.Call(func=function):
            return _secret(function)
    return False


def test_no_secret_is_compared_by_its_characters():
    found = {
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in SOURCES
        for line, text in comparisons(ast.parse(path.read_text()))
    }
    unknown = {place for place in found if place.split(": ", 1)[1] not in EXCEPTIONS}
    assert not unknown, "use hmac.compare_digest, or say in EXCEPTIONS why this is no secret"


def test_no_exception_is_kept_for_nothing():
    texts = {text for path in SOURCES for _, text in comparisons(ast.parse(path.read_text()))}
    assert set(EXCEPTIONS) <= texts


@pytest.mark.parametrize(
    "text",
    [
        "given == expected_token",
        "self._token != bearer",
        "sent['x-signature'] == wanted",
        "headers.get('authorization') == wanted",
        "hashlib.sha256(x).hexdigest() == stored",
        "signature(body) == given",
        "key.digest[:8] == other",
        "a < b == settings.password",
    ],
)
def test_the_test_can_fail(text):
    assert list(comparisons(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ["token == ''", "kind is Kind.TOKEN", "hmac.compare_digest(token, other)", "tokens < 1", "name == other"]
)
def test_what_is_no_such_comparison(text):
    assert not list(comparisons(ast.parse(text)))
