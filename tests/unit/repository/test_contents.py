"""No text of the relay, or of what reads webhooks, is made of a ticket: no log line, no error, no f-string.

Types hide most of it (`psasync.contracts.contents`); this holds what is taken out of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = [
    *(ROOT / "services/tickets-relay").rglob("*.py"),
    *(path for path in (ROOT / "shared/psasync/psa").rglob("*.py") if "webhook" in "/".join(path.parts)),
    ROOT / "shared/psasync/psa/live_tickets.py",
    ROOT / "shared/psasync/contracts/events/tickets.py",
]
CONTENTS = {
    *("event", "events", "ticket", "tickets", "title", "summary", "note", "notes", "payload", "entity", "row"),
    *("webhook", "body", "envelope", "content", "contents", "data", "chunk", "chunks", "record", "value"),
}
"""Names by which code calls a ticket, a webhook, or what is in it."""
HARMLESS = {"len", "type", "id", "bool"}
LOGS = {"debug", "info", "warning", "error", "critical", "exception", "log", "bind", "warn", "print"}
EXCEPTIONS: dict[str, str] = {}


def shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each log call, f-string, formatting and raised error that takes contents."""
    for node in ast.walk(tree):
        for taken in _texts_of(node):
            if _holds_contents(taken):
                yield node.lineno, ast.unparse(taken)  # type: ignore[attr-defined]


def _texts_of(node: ast.AST) -> list[ast.expr]:
    """What a node makes a text of."""
    match node:
        case ast.FormattedValue(value=value):
            return [value]
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=right):
            return [right]
        case ast.Raise(exc=ast.Call(args=args, keywords=keywords)):
            return [*args, *(keyword.value for keyword in keywords)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format"), args=args, keywords=keywords):
            return [*args, *(keyword.value for keyword in keywords)]
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords) if name in LOGS:
            return [*args, *(keyword.value for keyword in keywords)]
    return []


def _holds_contents(node: ast.AST) -> bool:
    """By the last word: `event` and `event.title` do, `event.tenant` and `len(body)` do not."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in CONTENTS
        case ast.Call(func=ast.Name(id=name)) if name in HARMLESS:
            return False
        case ast.Call(func=ast.Attribute(value=value), args=args, keywords=keywords):
            return any(map(_holds_contents, (value, *args, *(keyword.value for keyword in keywords))))
        case ast.Call(args=args, keywords=keywords):
            return any(map(_holds_contents, (*args, *(keyword.value for keyword in keywords))))
        case ast.Subscript(value=value):
            return _holds_contents(value)
    return any(map(_holds_contents, ast.iter_child_nodes(node)))


def test_nothing_of_a_ticket_is_made_a_text():
    found = {
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in SOURCES
        for line, text in shown(ast.parse(path.read_text()))
    }
    unknown = {place for place in found if place.split(": ", 1)[1] not in EXCEPTIONS}
    assert not unknown, "log ids, counts and sizes, or say in EXCEPTIONS why this is no content"


def test_no_exception_is_kept_for_nothing():
    assert set(EXCEPTIONS) <= {text for path in SOURCES for _, text in shown(ast.parse(path.read_text()))}


def test_the_sources_are_those_that_hold_tickets():
    names = {str(path.relative_to(ROOT)) for path in SOURCES}
    assert {"shared/psasync/psa/connectwise/webhook/ticket.py", "shared/psasync/psa/live_tickets.py"} <= names
    assert len(names) > 40


@pytest.mark.parametrize(
    "text",
    [
        "log.info('x', title=event.title)",
        "log.warning('x', event)",
        "log.error('cannot read', start=body[:20])",
        "log.info(f'got {body.decode()}')",
        "raise ValueError(payload)",
        "raise Refused(reason=str(webhook))",
        "text = f'{ticket.title!r}'",
        "text = 'a %s' % envelope['Entity']",
        "text = 'a {}'.format(row)",
        "print(json.dumps(entity))",
        "with bind(ticket=event): pass",
    ],
)
def test_the_test_can_fail(text):
    assert list(shown(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "log.info('x', tenant=event.tenant, size=len(body))",
        "raise Refused('body_incomplete')",
        "source = f'/connections/{event.connection}'",
        "payload = json.loads(body)",
    ],
)
def test_what_shows_nothing(text):
    assert not list(shown(ast.parse(text)))
