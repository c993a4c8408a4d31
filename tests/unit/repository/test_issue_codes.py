"""The issue catalogue and the code know the same codes: none is unknown, and none is kept for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from psasync.contracts.issues import CATALOGUE, IssueCode

ROOT = Path(__file__).parents[3]
SOURCES = [path for folder in ("shared", "services", "deploy") for path in (ROOT / folder).rglob("*.py")]


def used() -> Iterator[tuple[str, Path]]:
    """Each `IssueCode.NAME` outside the catalogue itself."""
    for path in SOURCES:
        if path.name == "issues.py" and path.parent.name == "contracts":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "IssueCode":
                yield node.attr, path


def test_every_code_that_is_used_exists():
    assert not [(name, str(path)) for name, path in used() if name not in IssueCode.__members__]


def test_every_code_is_used():
    assert set(IssueCode.__members__) <= {name for name, _ in used()}


@pytest.mark.parametrize("code", list(IssueCode))
def test_every_code_says_what_it_means_and_what_a_person_can_do(code):
    entry = CATALOGUE[code]
    for text in (entry.title, entry.meaning, entry.action):
        assert len(text) > 10
        assert text[0].isupper()
    assert entry.meaning.endswith(".")
    assert entry.action.endswith((".", "`."))


def test_the_catalogue_has_no_other_codes():
    assert set(CATALOGUE) == set(IssueCode)
