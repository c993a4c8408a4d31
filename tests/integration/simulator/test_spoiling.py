"""Faults that leave an answer whole as HTTP and wrong inside, as they come over the wire."""

import json

import pytest


def fetched(api, harness, kind):
    right = api.get("/company/contacts/3")
    harness.simulator.fault(harness.account, kind, path="contacts/3")
    spoiled = api.get("/company/contacts/3")
    assert (spoiled.status_code, api.get("/company/contacts/3").content) == (200, right.content)
    return right.json(), spoiled


def test_empty(api, harness):
    _, spoiled = fetched(api, harness, "empty_body")
    assert spoiled.content == b""


@pytest.mark.parametrize("kind", ["wrong_types", "nulls"])
def test_scalars_of_another_kind_in_the_right_structure(api, harness, kind):
    right, spoiled = fetched(api, harness, kind)
    content = spoiled.json()
    assert content.keys() == right.keys()
    assert not isinstance(content["id"], int)
    assert not isinstance(content["firstName"], str)
    assert not isinstance(content["company"]["id"], int)


def test_huge(api, harness):
    right, spoiled = fetched(api, harness, "huge")
    assert len(spoiled.json()["firstName"]) == 3_000_000
    assert spoiled.json()["id"] == right["id"]


def test_lone_surrogates(api, harness):
    right, spoiled = fetched(api, harness, "unicode")
    assert rb"\ud800" in spoiled.content
    assert json.loads(spoiled.content)["firstName"] == right["firstName"] + "\ud800"
