"""Lists of the simulated HaloPSA: pages, what they leave out, and how values are written."""

from datetime import datetime, timedelta

import pytest

PAGES = "pageinate=true&order=id&orderdesc=false&includeactive=true&includeinactive=true"


@pytest.fixture
def api(instance, open_api):
    return open_api(instance)


def test_pages_have_numbers_and_a_total(api):
    first = api.get(f"/Users?{PAGES}&page_no=1&page_size=30").json()
    second = api.get(f"/users?{PAGES}&page_no=2&page_size=30").json()
    assert (second["page_no"], second["page_size"], second["record_count"]) == (2, 30, first["record_count"])
    ids = [row["id"] for row in first["users"] + second["users"]]
    assert ids == list(range(1, first["record_count"] + 1))


def test_a_larger_page_than_the_instance_gives_is_cut_and_said(make, open_api):
    answer = open_api(make(page_size=7)).get(f"/Site?{PAGES}&page_size=100").json()
    assert (answer["page_size"], len(answer["sites"])) == (7, 7)


def test_inactive_rows_come_only_when_they_are_asked_for(api):
    everyone = api.get(f"/Users?{PAGES}").json()
    active = api.get("/Users?pageinate=true&order=id&orderdesc=false").json()
    assert 0 < active["record_count"] < everyone["record_count"]
    assert not any(row["inactive"] for row in active["users"])


def test_lists_leave_out_what_is_not_asked_for(api):
    assert not any("customfields" in row for row in api.get(f"/Client?{PAGES}").json()["clients"])
    assert "customfields" in api.get("/Client/1?includedetails=true").json()
    assert "customfields" not in api.get("/Client/1").json()
    assert "fields" not in api.get(f"/Asset?{PAGES}").json()["assets"][0]
    assert "fields" in api.get(f"/Asset?{PAGES}&includeassetfields=true").json()["assets"][0]
    assert "delivery_address_line1" not in api.get(f"/Site?{PAGES}").json()["sites"][0]
    assert "delivery_address_line1" in api.get(f"/Site?{PAGES}&includeaddress=true").json()["sites"][0]
    assert "delivery_address" in api.get("/Site/1").json()


def test_the_filter_by_change_is_in_the_instances_zone(make, open_api):
    changed = make(time_zone="America/New_York")
    api = open_api(changed)
    row = api.get("/Users/1").json()
    changed_at = datetime.fromisoformat(row["ulastupdate"]).replace(microsecond=0)
    for since, is_found in ((changed_at, True), (changed_at + timedelta(seconds=1), False)):
        found = api.get(f"/Users?{PAGES}&lastupdatefromdate={since.isoformat()}").json()["users"]
        assert (row["id"] in [one["id"] for one in found]) == is_found


def test_habits_of_the_rows(api):
    assert '"client_id":1.0' in api.get("/Site/1").text
    rows = api.get("/Priority").json()
    assert isinstance(rows, list)
    assert len(rows) == 2 * len({row["priorityid"] for row in rows})
    assert len({row["id"] for row in rows}) == len(rows)


def test_errors_come_in_several_shapes(api):
    assert api.get("/Nothing").json() == {"Message": "No HTTP resource was found for Nothing"}
    assert api.get("/Client/99999").json()["ClassName"] == "NotFoundException"
    assert api.get("/Client?pageinate=true&page_no=zero").json()["resultCode"] == "BadRequest"
    assert isinstance(api.post("/Client").json(), str)
