"""Configurations, and the definitions of the custom fields that records carry."""


def test_assets_belong_to_the_company_of_their_contact(api):
    rows = api.get("/company/configurations?pageSize=1000").json()
    assert len(rows) == 10  # a tenth of the dataset's size, in addition to it
    contacts = {row["id"]: row for row in api.get("/company/contacts?pageSize=1000").json()}
    for row in rows:
        assert row["name"]
        assert row["serialNumber"]
        assert contacts[row["contact"]["id"]]["company"] == row["company"]


def test_how_many_assets_there_are_changes_nothing_else(harness):
    counts = harness.summary["counts"]
    again = harness.simulator.account(harness.account, **{**harness.base_spec, "size": harness.size, "assets": 3})
    assert again["counts"] == {**counts, "configurations": 3}


def test_definitions_agree_with_what_records_carry(api):
    definitions = api.get("/system/userDefinedFields").json()
    lists = {"company": "companies", "contact": "contacts", "configuration": "configurations"}
    for kind, path in lists.items():
        defined = {(row["id"], row["caption"]) for row in definitions if row["podId"] == f"{kind}_overview"}
        for row in api.get(f"/company/{path}").json():
            assert {(item["id"], item["caption"]) for item in row["customFields"]} == defined
    choices = {row["caption"]: [option["optionValue"] for option in row["options"]] for row in definitions}
    tiers = {row["customFields"][0]["value"] for row in api.get("/company/companies").json()}
    assert tiers <= {*choices["Tier"], None}
