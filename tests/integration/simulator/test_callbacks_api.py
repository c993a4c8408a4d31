"""`/system/callbacks` as ConnectWise answers it."""

import pytest

GOOD = {"url": "https://example.invalid/hook?recordId=", "objectId": 0, "type": "ticket", "level": "owner"}


def test_create_read_replace_and_delete(api):
    created = api.post("/system/callbacks", json=GOOD)
    assert created.status_code == 201
    assert created.json()["objectId"] == 1
    number = created.json()["id"]
    assert api.get(f"/system/callbacks/{number}").json()["url"] == GOOD["url"]
    assert api.put(f"/system/callbacks/{number}", json={**GOOD, "description": "x"}).json()["description"] == "x"
    assert api.delete(f"/system/callbacks/{number}").status_code == 204
    assert api.get(f"/system/callbacks/{number}").json()["code"] == "NotFound"


def test_a_second_equal_entry_is_refused_as_existing(api):
    api.post("/system/callbacks", json=GOOD)
    refused = api.post("/system/callbacks", json=GOOD)
    assert refused.status_code == 400
    assert refused.json()["code"] == "InvalidObject"
    assert [error["code"] for error in refused.json()["errors"]] == ["ObjectExists"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"url": None}, "MissingRequiredField", "url"),
        ({"level": ""}, "MissingRequiredField", "level"),
        ({"url": "no address"}, "InvalidField", "url"),
        ({"type": "weather"}, "InvalidField", "type"),
        ({"level": "galaxy"}, "InvalidField", "level"),
        ({"description": "x" * 101}, "InvalidField", "description"),
    ],
)
def test_what_is_wrong_is_named(api, change, code, field):
    refused = api.post("/system/callbacks", json={**GOOD, **change})
    assert refused.status_code == 400
    assert [(error["code"], error["field"]) for error in refused.json()["errors"]] == [(code, field)]
