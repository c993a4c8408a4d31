"""The simulated queries, spoken to directly: envelope, operators, groups, custom fields, pages."""

import json
from urllib.parse import quote

import pytest

from psasync.contracts.vocabulary import Entity
from tests.integration.simulator.autotask.accounts import calling

EVERYTHING = [{"op": "exist", "field": "id"}]


def found(api, entity, *filters, **more):
    answer = api.post(f"/{entity}/query", json={"filter": list(filters) or EVERYTHING, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def where(op, field, value=None, **more):
    return {"op": op, "field": field, "value": value, **more}


def any_of(*items):
    return {"op": "or", "items": list(items)}


def test_a_page_says_how_it_goes_on(api, harness):
    body = {"MaxRecords": 20, "filter": EVERYTHING}
    seen, url, pages = [], "/Contacts/query", 0
    while url:
        content = api.post(url, json=body).json()
        assert content["pageDetails"]["count"] == len(content["items"])
        assert content["pageDetails"]["requestCount"] == 20
        seen += [str(item["id"]) for item in content["items"]]
        url, pages = content["pageDetails"]["nextPageUrl"], pages + 1
    assert seen == harness.source_ids(Entity.CONTACT)
    assert pages == -(-len(seen) // 20) > 1


def test_the_next_page_wants_the_same_verb_and_body(api):
    body = {"MaxRecords": 20, "filter": EVERYTHING}
    following = api.post("/Contacts/query", json=body).json()["pageDetails"]["nextPageUrl"]
    assert api.post(following, json=body).status_code == 200
    others = (
        api.post(following, json={**body, "MaxRecords": 21}),
        api.get(f"{following}&search={quote(json.dumps(body))}"),
        api.post(f"{following}x", json=body),
    )
    assert [other.status_code for other in others] == [500, 500, 500]


def test_queries_are_posts_or_gets_and_their_names_are_of_any_case(api):
    expected = found(api, "Companies", where("lte", "id", 3))
    search = json.dumps({"FILTER": [where("lte", "ID", 3)], "maxRECORDS": 500})
    assert api.get("/companies/QUERY", params={"search": search}).json()["items"] == expected
    assert [item["id"] for item in expected] == [1, 2, 3]


def test_counts(api):
    body = {"filter": [where("gt", "id", 2)]}
    assert api.post("/Companies/query/count", json=body).json() == {"queryCount": len(found(api, "Companies")) - 2}


CONDITIONS = [
    (where("eq", "isActive", value=0), lambda row: row["isActive"] == 0),
    (where("noteq", "companyID", 1), lambda row: row["companyID"] != 1),
    (where("eq", "companyID", "2"), lambda row: row["companyID"] == 2),
    (where("in", "companyID", [2, "3"]), lambda row: row["companyID"] in {2, 3}),
    (where("notIn", "companyID", [1]), lambda row: row["companyID"] != 1),
    (where("beginsWith", "firstName", "a"), lambda row: row["firstName"].startswith("A")),
    (where("endsWith", "city", "FALLS"), lambda row: row["city"].endswith("Falls")),
    (where("contains", "emailAddress", "@"), lambda row: "@" in row["emailAddress"]),
    (where("exist", "externalID"), lambda _row: False),
    (where("notExist", "externalID"), lambda _row: True),
    (where("gte", "createDate", "2024-06-01T00:00:00Z"), lambda row: row["createDate"] >= "2024-06-01"),
    (where("lt", "lastModifiedDate", "2025-01-01T02:00:00+02:00"), lambda row: row["lastModifiedDate"] < "2025"),
    (any_of(where("eq", "id", 1), {"op": "and", "items": [where("gt", "id", 2), where("lt", "id", 4)]}),
     lambda row: row["id"] in {1, 3}),
    (where("eq", "vip", "yes", udf=True), lambda row: {"name": "VIP", "value": "Yes"} in row["userDefinedFields"]),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "test"), CONDITIONS)
def test_operators(api, condition, test):
    everything = found(api, "Contacts")
    assert found(api, "Contacts", condition) == [row for row in everything if test(row)]


def test_conditions_beside_each_other_all_hold(api):
    rows = found(api, "Contacts", where("gt", "id", 3), where("lt", "id", 6), any_of(where("noteq", "id", 4)))
    assert [row["id"] for row in rows] == [5]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "filter"),
        ({"filter": []}, "filter"),
        ({"filter": "id"}, "filter"),
        ([], "parsed"),
        ({"filter": [where("like", "id", 1)]}, "like"),
        ({"filter": [where("eq", "CompanyNam", 1)]}, "CompanyNam"),
        ({"filter": [where("eq", "NoField", 1, udf=True)]}, "NoField"),
        ({"filter": [{"op": "or", "items": []}]}, "neither"),
        ({"filter": [where("in", "id", list(range(501)))]}, "500"),
        ({"filter": [where("eq", "id")]}, "needs a value"),
        ({"filter": [where("exist", "VIP", udf=True), where("exist", "Preferred Language", udf=True)]}, "only one"),
        ({"filter": EVERYTHING, "MaxRecords": 501}, "MaxRecords"),
        ({"filter": EVERYTHING, "MaxRecords": "5"}, "MaxRecords"),
        ({"filter": EVERYTHING, "IncludeFields": ["id", "nope"]}, "nope"),
        ({"filter": EVERYTHING, "IncludeFields": ["firstName"], "MaxRecords": 1}, "id must be included"),
    ],
)
def test_refusals_are_500_with_words(api, body, words):
    answer = api.post("/Contacts/query", json=body)
    assert answer.status_code == 500
    assert words in answer.json()["errors"][0]


def test_fields_can_be_chosen_custom_ones_too(api):
    rows = found(api, "Contacts", where("lte", "id", 30), IncludeFields=["ID", "firstname", "vip"])
    assert all(set(row) == {"id", "firstName", "userDefinedFields"} for row in rows)
    assert {field["name"] for row in rows for field in row["userDefinedFields"]} == {"VIP"}


def test_where_no_record_has_a_custom_value_the_list_is_left_out(api, harness):
    harness.change(Entity.CONTACT, "change", ids=[1], patch={"userDefinedFields": [{"name": "VIP", "value": None}]})
    assert "userDefinedFields" not in found(api, "Contacts", where("eq", "id", 1))[0]
    assert all("userDefinedFields" in row for row in found(api, "Contacts", where("lte", "id", 2)))


def test_single_records_and_unknown_ones(api):
    assert api.get("/Companies/2").json()["item"]["id"] == 2
    assert api.get("/Companies/999999").json() == {"item": None}
    assert api.get("/Companies").status_code == 405
    assert "http method 'GET'" in api.get("/Companies").json()["Message"]
    for path in ("/Nonsense/query", "/TicketNotes/query", "/Companies/query/further"):
        assert api.post(path, json={"filter": EVERYTHING}).status_code in {404, 405}


def test_a_contacts_activity_is_a_number_and_a_companys_is_none(api):
    assert {type(row["isActive"]) for row in found(api, "Contacts")} == {int}
    assert {type(row["isActive"]) for row in found(api, "Companies")} == {bool}


def test_some_assets_go_by_their_product(simulator):
    with calling(simulator, size=2, assets=60) as api:
        assets = found(api, "ConfigurationItems")
        products = {row["id"] for row in found(api, "Products")}
    assert {row["productID"] for row in assets} <= products
    assert 0 < sum(row["referenceTitle"] is None for row in assets) < len(assets)
