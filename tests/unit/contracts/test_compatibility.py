"""The rule that guards published versions must itself be able to say no."""

import copy

import pytest

from psasync.contracts.asyncapi import schemas
from psasync.contracts.compatibility import breaks


def _changed(path: list[str], value: object) -> dict:
    current = copy.deepcopy(schemas())
    place = current
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return current


def test_the_same_schemas_break_nothing():
    assert breaks(schemas(), schemas()) == []


def test_a_new_optional_field_breaks_nothing():
    assert breaks(schemas(), _changed(["SyncRequested", "properties", "added"], {"type": "string"})) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["SyncRequested", "properties", "mode"], None, "SyncRequested.mode: is gone"),
        (["SyncRequested", "required"], ["tenant", "sync", "mode"], "SyncRequested.mode: is required now"),
        (["Outcome", "enum"], ["created"], "Outcome: value 'updated' is gone"),
        (["RecordResult", "properties", "seq", "type"], "string", "RecordResult.seq: was"),
        (["TicketChanged"], None, "TicketChanged: the model is gone"),
    ],
)
def test_a_broken_promise_is_named(path, value, said):
    assert any(said in problem for problem in breaks(schemas(), _changed(path, value)))
