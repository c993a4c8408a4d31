"""What a PSA does not take, and what a record, a page or a run then comes to."""

from __future__ import annotations

from psasync.contracts.vocabulary import Entity
from tests.integration.executor.kept_destination.pushing import COMPANIES, CONTACTS, Before, dests, sync_to
from tests.integration.executor.lab import ENTITIES
from tests.integration.executor.outside import outside_sync


async def test_several_candidates_are_refused_and_none_is_touched(lab, crm):
    company = crm.put_company("PS-C00002", "x")
    twins = [crm.put_contact(company, name, "T.", "ada2@new.example") for name in ("A", "B")]
    lab.node()
    story = (await lab.run("push")).consistent()
    (refused,) = [one for one in story.of_type("record.result") if one["outcome"] == "rejected"]
    assert refused["id"] == "p2"
    assert refused["issues"][0]["code"] == "destination_ambiguous"
    assert all(str(number) in refused["issues"][0]["message"] for number in twins)
    assert [crm.contact(number)[0] for number in twins] == ["A", "B"]


async def test_a_refusal_comes_in_the_psas_own_words_and_the_children_wait(lab, connectwise):
    crm = connectwise
    sync_to(lab, crm, company_status_id="999999")
    before = Before.of(crm)
    lab.node()
    story = (await lab.run("push")).consistent()
    assert story.outcomes == {"rejected": COMPANIES, "skipped": CONTACTS}
    issues = [issue for one in story.of_type("record.result") for issue in one["issues"]]
    assert {(one["code"], one["message"], one.get("field")) for one in issues if one["code"] != "parent_missing"} == {
        ("destination_refused", "The status 999999 does not exist.", "status")
    }
    assert Before.of(crm) == before

    sync_to(lab, crm)
    assert (await lab.run("push")).outcomes == {"created": COMPANIES + CONTACTS}
    assert len(crm.ids("contacts") - before.contacts) == CONTACTS


async def test_autotasks_500_with_the_name_of_a_field_is_a_refusal(lab, autotask):
    crm = autotask
    wants_more = {**crm.spec, "required_of_companies": ["companyName", "companyType", "phone"]}
    crm.simulator.account(crm.account, size=40, **wants_more)
    lab.node()
    story = (await lab.run("push")).consistent()
    assert story.outcomes == {"rejected": COMPANIES, "skipped": CONTACTS}
    refused = [
        issue for one in story.of_type("record.result") for issue in one["issues"] if "phone" in issue["message"]
    ]
    assert {(one["code"], one["field"]) for one in refused} == {("destination_refused", "phone")}
    assert all("Value does not exist for the required field phone" in one["message"] for one in refused)
    sync_to(lab, crm, company_phone="0200")
    assert (await lab.run("push")).outcomes == {"created": COMPANIES + CONTACTS}


async def test_one_record_that_fails_is_its_own_business(lab, crm):
    lab.node()
    first = await lab.run("push")
    victim = dests(first, Entity.COMPANY)["c00005"]
    crm.fault("error", path=f"(?i)companies/{victim}$", count=100)
    for name in ("c00004", "c00005", "c00006"):
        lab.psa.put(Entity.COMPANY, name, name=f"new {name}")
    story = (await lab.run("push")).consistent()
    outcomes = {one["id"]: one["outcome"] for one in story.of_type("record.result")}
    assert (outcomes["c00004"], outcomes["c00005"], outcomes["c00006"]) == ("updated", "failed", "updated")
    (failed,) = [one for one in story.of_type("record.result") if one["outcome"] == "failed"]
    assert failed["issues"][0]["code"] == "destination_unavailable"


async def test_a_destination_that_is_down_parks_the_run(lab, crm):
    crm.fault("error", status=503, count=100_000)
    lab.node(retry_first_seconds=0.2, inline_wait_seconds=0)
    execution = await lab.request("push")
    job = await lab.in_state(execution, "parked", within=30)
    assert job["parked_reason"].startswith("Destination the CRM: ")
    assert "answered 503" in job["parked_reason"]
    crm.simulator.delete("faults")
    assert (await lab.finished(execution, within=60)).outcomes == {"created": COMPANIES + CONTACTS}


async def test_wrong_keys_end_the_run(lab, crm):
    crm.fault("expired_key", count=100)
    lab.node()
    end = (await lab.run("push")).end
    assert (end["error"]["kind"], end["error"]["code"]) == ("authentication", "credentials_refused")
    assert "the CRM" in end["error"]["message"]


async def test_entities_that_it_does_not_take_are_refused_before_anything_is_read(lab, crm):
    known = lab.catalog.syncs["push"].destination_connection
    outside_sync(lab, "too-much", known, entities=ENTITIES)
    lab.node()
    end = (await lab.run("too-much")).end
    assert (end["error"]["kind"], end["error"]["code"]) == ("configuration", "entity_unsupported")
    assert crm.writes() == []
    assert lab.psa.scopes == []
