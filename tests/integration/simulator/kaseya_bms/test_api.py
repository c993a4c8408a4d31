"""The simulated BMS by itself: envelopes, filters, thin rows, words of refusal."""

import pytest


def test_lists_are_envelopes_with_a_total(api):
    answer = api.get("/crm/contacts/summary", params={"pageSize": 2, "PAGENUMBER": 2, "Sort": "Id desc"}).json()
    assert (answer["success"], answer["error"], answer["totalRecords"]) == (True, None, 48)
    assert [row["id"] for row in answer["result"]] == [46, 45]


def test_assets_are_thin_in_their_list_and_without_a_total(api):
    answer = api.get("/servicedesk/hardwareasset/searchselect", params={"PageSize": 1}).json()
    assert "totalRecords" not in answer
    assert "manufacturer" not in answer["result"][0]
    assert api.get("/servicedesk/hardwareasset/1").json()["result"]["manufacturer"]


def test_locations_stand_in_their_accounts_alone(api):
    row = api.get("/crm/accounts/summary/1").json()
    assert row["accountName"]
    assert all("accountId" not in location for location in row["locations"])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"Filter.ModifiedOnFrom": "soon"}, "Filter.modifiedonfrom is invalid."),
        ({"PageSize": "-1"}, "pagesize is invalid."),
        ({"Sort": "Name"}, "Sort is invalid."),
        ({"Filter.IsActive": "maybe"}, "Filter.IsActive is invalid."),
    ],
)
def test_what_cannot_be_understood_is_a_complaint_in_a_200(api, parameters, message):
    answer = api.get("/crm/contacts/summary", params=parameters)
    assert (answer.status_code, answer.json()["success"]) == (200, False)
    assert answer.json()["error"]["message"] == message


def test_filters(api):
    def total(**filters):
        return api.get("/crm/contacts/summary", params=filters).json()["totalRecords"]

    row = api.get("/crm/contacts/summary/20").json()
    assert total(**{"Filter.CreatedOnFrom": row["createdOn"], "Filter.CreatedOnTo": row["createdOn"]}) == 1
    assert total(**{"Filter.IsActive": "true"}) + total(**{"filter.isactive": "false"}) == 48
    assert total(**{"Filter.Unknown": "x"}) == 48


def test_without_a_good_token_there_is_no_answer(api):
    for token in ("", "Bearer", "Bearer eyJ.eyJ.x", "Basic eyJ"):
        answer = api.get("/crm/contacts/summary", headers={"authorization": token})
        assert (answer.status_code, answer.content) == (401, b"")
    assert api.get("/crm/contacts").status_code == 404


def test_a_refresh_token_is_good_once(api):
    token = api.headers["authorization"].removeprefix("Bearer ")
    form = {"AccessToken": token, "RefreshToken": "guessed"}
    assert (
        api.post("/security/refreshtoken", files={name: (None, text) for name, text in form.items()}).json()["error"][
            "message"
        ]
        == "The refresh token is invalid."
    )
