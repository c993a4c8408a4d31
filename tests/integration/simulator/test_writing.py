"""Companies and contacts created and changed over ConnectWise's own interface."""

import pytest

COMPANY = {"identifier": "NORTHW", "name": "Northwind Ltd"}


def errors(answer):
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "InvalidObject"
    return [(error["code"], error["field"]) for error in answer.json()["errors"]]


def witnessed(harness, kind):
    return harness.simulator.get(f"{harness.path}/records/{kind}")["ids"]


def test_a_created_company_is_what_was_given_and_is_listed(api, harness):
    before = witnessed(harness, "companies")
    created = api.post("/company/companies", json={**COMPANY, "city": "Dunmore", "status": {"id": 2}})
    assert created.status_code == 201
    company = created.json()
    assert (company["city"], company["website"], company["status"]) == ("Dunmore", None, {"id": 2, "name": "Inactive"})
    assert witnessed(harness, "companies") == [*before, company["id"]]
    assert api.get(f"/company/companies/{company['id']}").json() == company
    found = api.get("/company/companies", params={"conditions": 'identifier = "northw" and deletedFlag = false'}).json()
    assert found == [company]
    assert api.get("/company/companies/count").json()["count"] == len(before) + 1


def test_an_identifier_is_taken_once(api):
    api.post("/company/companies", json=COMPANY)
    for identifier in ("NorthW", "C000002"):
        again = api.post("/company/companies", json={**COMPANY, "identifier": identifier})
        assert errors(again) == [("ObjectExists", "identifier")]
    renamed = [{"op": "replace", "path": "identifier", "value": "northw"}]
    assert errors(api.patch("/company/companies/2", json=renamed)) == [("ObjectExists", "identifier")]
    kept = [{"op": "replace", "path": "identifier", "value": "C000002"}]
    assert api.patch("/company/companies/2", json=kept).status_code == 200


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        ("companies", {"name": "x"}, [("MissingRequiredField", "identifier")]),
        ("companies", {}, [("MissingRequiredField", "identifier"), ("MissingRequiredField", "name")]),
        ("contacts", {"lastName": "x"}, [("MissingRequiredField", "firstName")]),
        ("contacts", {"firstName": "x", "mood": "good"}, [("InvalidField", "mood")]),
        ("contacts", {"firstName": "x", "company": 5}, [("InvalidField", "company")]),
        ("contacts", {"firstName": "x", "company": {"id": 999}}, [("InvalidField", "company")]),
        ("contacts", {"firstName": "x", "customFields": [{"id": 1, "value": "x"}]}, [("InvalidField", "customFields")]),
        ("contacts", [], [("InvalidObject", "")]),
    ],
)
def test_what_is_refused_is_named_and_creates_nothing(api, harness, path, given, expected):
    before = witnessed(harness, path)
    refused = api.post(f"/company/{path}", json=given)
    assert sorted(errors(refused)) == expected
    assert {error["resource"] for error in refused.json()["errors"]} == {{"companies": "company"}.get(path, "contact")}
    assert witnessed(harness, path) == before


def test_a_contact_belongs_to_its_company(api):
    mail = {"type": {"id": 1}, "value": "ada@north.example", "communicationType": "Email"}
    given = {"firstName": "Ada", "company": {"id": 2}, "communicationItems": [mail]}
    contact = api.post("/company/contacts", json=given).json()
    assert contact["company"]["identifier"] == "C000002"
    assert contact["communicationItems"][0]["domain"] == "@north.example"
    assert {item["caption"]: item["value"] for item in contact["customFields"]} == {
        "Preferred Language": None,
        "VIP": None,
    }


def test_a_patch_changes_its_fields_and_no_others(api):
    before = api.get("/company/contacts/3").json()
    changes = [
        {"op": "replace", "path": "title", "value": "Pilot"},
        {"op": "add", "path": "/city", "value": "Dunmore"},
        {"op": "remove", "path": "addressLine1"},
        {"op": "replace", "path": "customFields", "value": [{"id": 4, "value": True}]},
    ]
    after = api.patch("/company/contacts/3", json=changes).json()
    assert (after["title"], after["city"], after["addressLine1"]) == ("Pilot", "Dunmore", None)
    assert [item["value"] for item in after["customFields"]] == [before["customFields"][0]["value"], True]
    assert after["_info"]["lastUpdated"] > before["_info"]["lastUpdated"]
    moved = {"title", "city", "addressLine1", "customFields", "_info"}
    assert {name: value for name, value in after.items() if name not in moved} == {
        name: value for name, value in before.items() if name not in moved
    }


def test_patches_that_are_refused(api):
    unknown = [{"op": "replace", "path": "/company/id", "value": 1}]
    assert errors(api.patch("/company/contacts/3", json=unknown)) == [("InvalidField", "company/id")]
    emptied = [{"op": "replace", "path": "firstName", "value": ""}]
    assert errors(api.patch("/company/contacts/3", json=emptied)) == [("MissingRequiredField", "firstName")]
    assert errors(api.patch("/company/contacts/3", json={"title": "x"})) == [("InvalidObject", "patch")]
    assert api.patch("/company/contacts/9999", json=[]).status_code == 404
    assert api.post("/company/configurations", json={"name": "x"}).status_code == 405
    assert api.delete("/company/contacts/3").status_code == 405
