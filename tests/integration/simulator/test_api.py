"""The simulated API, spoken to directly: keys, limits, both pagings, queries."""

import re
import subprocess
import sys
import time

import httpx
import pytest

from tests.contract.psa.systems.connectwise import CLIENT_ID, PRIVATE_KEY, PUBLIC_KEY, make_company

FORWARD = {"pagination-type": "forward-only"}


def test_every_call_needs_keys_and_a_client_id(api, harness):
    right = (f"{harness.account}+{PUBLIC_KEY}", PRIVATE_KEY)
    for auth, client_id in ((None, CLIENT_ID), ((right[0], "wrong"), CLIENT_ID), (right, ""), (right, "no-guid")):
        answer = httpx.get(f"{api.base_url}/system/info", auth=auth, headers={"clientId": client_id}, trust_env=False)
        assert answer.status_code == 401
        assert answer.json()["code"] in {"Unauthorized", "ConnectWiseApi"}
    assert api.get("/system/info").json()["version"]


def test_unknown_companies_and_codebases_cannot_be_routed(api, harness):
    unknown = httpx.get(f"{api.base_url}/system/info", auth=("nobody+a", "b"), trust_env=False)
    wrong = api.get(f"{harness.simulator.url}/connectwise/v1999_1/apis/3.0/system/info")
    for answer in (unknown, wrong):
        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain")
        assert answer.text.startswith("Cannot route")


def test_company_info_names_the_codebase_or_null(harness):
    info = f"{harness.simulator.url}/connectwise/login/companyinfo"
    assert httpx.get(f"{info}/{harness.account}", trust_env=False).json()["Codebase"] == "v2025_1/"
    assert httpx.get(f"{info}/nobody", trust_env=False).json() is None


def test_navigable_pages_link_to_each_other(api):
    seen, url, pages = [], "/company/contacts?pageSize=10", 0
    while url:
        answer = api.get(url)
        seen += [row["id"] for row in answer.json()]
        links = re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers.get("link", ""))
        relations = {relation: address for address, relation in links}
        assert ("prev" in relations) == ("first" in relations) == (pages > 0)
        url, pages = relations.get("next"), pages + 1
    assert seen == sorted(set(seen))
    assert len(seen) == api.get("/company/contacts/count").json()["count"]


def test_forward_only_pages_name_only_the_next(api):
    answer = api.get("/company/contacts?pageSize=10&page=3", headers=FORWARD)
    assert [row["id"] for row in answer.json()] == list(range(1, 11))
    assert re.fullmatch(r'<[^>]*pageId=10[^>]*>; rel="next"', answer.headers["link"])
    last = api.get("/company/contacts?pageSize=1000", headers=FORWARD)
    assert "link" not in last.headers


def test_limits_of_pages(api):
    assert len(api.get("/company/contacts").json()) == 25
    assert api.get("/company/contacts?pageSize=1001").status_code == 400
    assert api.get("/company/contacts?page=0").status_code == 400
    assert api.get("/company/contacts?orderBy=id", headers=FORWARD).status_code == 400


def test_queries(api):
    def ids(conditions, **more):
        answer = api.get("/company/contacts", params={"conditions": conditions, "pageSize": 1000, **more})
        assert answer.is_success, answer.text
        return [row["id"] for row in answer.json()]

    everything = ids("")
    assert ids("id in (3, 1, 999)") == [1, 3]
    assert ids("id > 5 and id <= 7 or id = 1") == [1, 6, 7]
    assert ids("id > 1", orderBy="id desc")[0] == everything[-1]
    one = api.get("/company/contacts/3").json()
    assert 3 in ids(f'company/id = {one["company"]["id"]} and firstName like "{one["firstName"][:2]}%"')
    assert sorted(ids("inactiveFlag = true") + ids("inactiveFlag = false")) == everything
    bad = api.get("/company/contacts", params={"conditions": "id >"})
    assert (bad.status_code, bad.json()["code"]) == (400, "ConnectWiseApi")


def test_chosen_fields(api):
    assert api.get("/company/contacts?pageSize=1&fields=id,company/id").json()[0].keys() == {"id", "company"}


def test_the_rate_limit_answers_429_with_retry_after(api, harness):
    harness.simulator.patch(harness.path, {"rate_limit_per_minute": 5})
    answers = [api.get("/system/info") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["code"] == "ConnectWiseApi"


def test_sites_stand_below_living_companies_only(api, harness):
    assert {row["company"]["id"] for row in api.get("/company/companies/2/sites").json()} == {2}
    assert api.get("/company/companies/999/sites").json()["code"] == "NotFound"
    assert api.get("/company/sites").json()["message"] == "The endpoint does not exist."


def test_a_million_records_cost_a_page_not_a_million(simulator, api, harness):
    make_company(simulator, "million", size=1_000_000, seed=5)
    with httpx.Client(
        base_url=api.base_url, auth=(f"million+{PUBLIC_KEY}", PRIVATE_KEY), headers={"clientId": CLIENT_ID}
    ) as big:
        started = time.monotonic()
        deep = big.get("/company/contacts?pageSize=1000&page=470")
        forward = big.get("/company/contacts?pageSize=1000&pageId=474000", headers=FORWARD)
        assert time.monotonic() - started < 5
    assert (len(deep.json()), len(forward.json())) == (1000, 1000)


@pytest.mark.parametrize("kind", ["companies", "sites", "contacts", "boards"])
def test_datasets_are_equal_by_seed_and_differ_otherwise(simulator, kind):
    def sample(name, seed):
        make_company(simulator, name, size=200, seed=seed)
        return [simulator.get(f"accounts/{name}/records/{kind}/{number}") for number in (1, 3)]

    assert sample("same-a", 7) == sample("same-b", 7)
    if kind != "boards":
        assert sample("same-a", 7) != sample("other", 8)


def test_changes_move_last_updated_by_the_virtual_clock(simulator, harness, api):
    simulator.http.put("/_control/clock", json={"now": "2027-03-01T12:00:00Z", "frozen": True})
    try:
        simulator.post(f"{harness.path}/records/contacts", {"action": "change", "ids": [4]})
        answer = api.get("/company/contacts/4")
        assert answer.json()["_info"]["lastUpdated"] == "2027-03-01T12:00:00Z"
        assert answer.headers["date"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    finally:
        simulator.http.put("/_control/clock", json={})


def test_a_taken_port_is_one_clear_line(simulator):
    port = simulator.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "psasync_simulator"],
        env={"PSASYNC_SIMULATOR_PORT": port},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert f"127.0.0.1:{port} is taken" in done.stderr
    assert "PSASYNC_SIMULATOR_PORT" in done.stderr
