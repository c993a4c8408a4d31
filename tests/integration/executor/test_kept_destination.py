"""PSAs as destinations: simulated ones, whose own records are the witness."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from psasync.contracts.vocabulary import Entity, Mode
from psasync_executor.probe import Point
from psasync_local.ports import free_port
from tests.contract.psa.simulator import Simulator, running

from .crm import AutotaskCrm, ConnectWiseCrm, Crm
from .lab import ENTITIES, Lab, Story, at, crash_at
from .outside import connection_to, outside_sync

LEASE = 6
CARRIED = (Entity.COMPANY, Entity.CONTACT)
COMPANIES, CONTACTS = 12, 9


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@pytest.fixture
def make_crm(lab: Lab, simulator: Simulator) -> Iterator[Callable[[type[Crm]], Crm]]:
    """Records at the source, and the sync `push` that carries them into a simulated account with records of its own."""
    lab.settings = lab.settings.model_copy(
        update={"psa_plain_http_hosts": frozenset({"127.0.0.1"}), "executor_lease_seconds": LEASE}
    )
    lab.psa.fill(Entity.COMPANY, COMPANIES)
    for number in range(CONTACTS):
        lab.psa.put(
            Entity.CONTACT,
            f"p{number}",
            name=f"Ada Number{number}",
            company_id=f"c{number % COMPANIES:05}",
            email=f"ada{number}@new.example",
            phone="0100",
        )
    made: list[Crm] = []

    def make(kind: type[Crm]) -> Crm:
        made.append(kind.of(simulator))
        sync_to(lab, made[0])
        return made[0]

    yield make
    for one in made:
        one.simulator.delete("faults")


@pytest.fixture(params=[ConnectWiseCrm, AutotaskCrm], ids=["connectwise", "autotask"])
def crm(request: pytest.FixtureRequest, make_crm) -> Crm:
    """Every system that keeps records."""
    return make_crm(request.param)


@pytest.fixture
def connectwise(make_crm) -> Crm:
    return make_crm(ConnectWiseCrm)


@pytest.fixture
def autotask(make_crm) -> Crm:
    return make_crm(AutotaskCrm)


def sync_to(lab: Lab, crm: Crm, name: str = "push", **settings: str) -> None:
    connection = connection_to(lab, crm.system, {**crm.settings, **settings}, crm.keys)
    outside_sync(lab, name, connection, entities=CARRIED)


@dataclass
class Before:
    companies: set[int]
    contacts: set[int]

    @classmethod
    def of(cls, crm: Crm) -> Before:
        return cls(crm.ids("companies"), crm.ids("contacts"))


def dests(story: Story, entity: Entity) -> dict[str, str]:
    return {one["id"]: one.get("dest") for one in story.of_type("record.result") if one["entity"] == entity}


async def test_records_are_created_once_and_then_only_what_differs_is_changed(lab, crm):
    before = Before.of(crm)
    lab.node()
    story = (await lab.run("push")).consistent()
    assert story.outcomes == {"created": COMPANIES + CONTACTS}
    companies, contacts = dests(story, Entity.COMPANY), dests(story, Entity.CONTACT)
    assert crm.ids("companies") - before.companies == {int(one) for one in companies.values()}
    assert crm.ids("contacts") - before.contacts == {int(one) for one in contacts.values()}
    assert crm.contact(contacts["p3"]) == ("Ada", "Number3", int(companies["c00003"]), "ada3@new.example", "0100")
    assert crm.record("companies", companies["c00003"])[crm.key_field] == "PS-C00003"

    writes = len(crm.writes())
    assert set((await lab.run("push")).outcomes) <= {"unchanged"}
    assert len(crm.writes()) == writes

    lab.psa.put(Entity.CONTACT, "p3", name="Ada Number3", company_id="c00004", email="new@new.example", phone="0100")
    assert (await lab.run("push")).outcomes["updated"] == 1
    assert [method for method, _ in crm.writes()[writes:]] == ["PATCH"]
    assert crm.contact(contacts["p3"]) == ("Ada", "Number3", int(companies["c00004"]), "new@new.example", "0100")


async def test_force_creates_nothing_a_second_time(lab, crm):
    lab.node()
    await lab.run("push")
    there = Before.of(crm)
    writes = len(crm.writes())
    story = (await lab.run("push", mode=Mode.FORCE, confirmed=True)).consistent()
    assert story.outcomes == {"updated": COMPANIES + CONTACTS}
    assert Before.of(crm) == there
    assert len(crm.writes()) == writes  # nothing differs


KILLED_AT = [
    (Point.AFTER_INTENT, 1),
    (Point.AFTER_INTENT, 15),
    (Point.AFTER_CREATE, 1),
    (Point.AFTER_CREATE, COMPANIES),
    (Point.AFTER_CREATE, COMPANIES + 3),
    (Point.AFTER_DESTINATION_WRITE, 1),
    (Point.AFTER_DESTINATION_WRITE, 2),
    (Point.AFTER_OUTBOX_WRITE, 2),
    (Point.MID_PUBLISH, 1),
]


@pytest.mark.parametrize(("point", "nth"), KILLED_AT)
async def test_a_killed_executor_leads_to_no_second_creation(lab, crm, point, nth):
    before = Before.of(crm)
    crashed = asyncio.Event()
    lab.node(crash_at(point, nth, crashed), workers=1)
    execution = await lab.request("push")
    await asyncio.wait_for(crashed.wait(), 30)
    lab.node()
    story = (await lab.finished(execution, within=60)).consistent()
    assert story.outcomes == {"created": COMPANIES + CONTACTS}
    assert len(crm.ids("companies") - before.companies) == COMPANIES
    assert len(crm.ids("contacts") - before.contacts) == CONTACTS
    assert {int(one) for one in dests(story, Entity.CONTACT).values()} == crm.ids("contacts") - before.contacts


async def test_killed_again_and_again(lab, crm):
    before = Before.of(crm)
    for point, nth in ((Point.AFTER_CREATE, 2), (Point.AFTER_INTENT, 3), (Point.AFTER_CREATE, 5)):
        lab.node(crash_at(point, nth), workers=1)
    execution = await lab.request("push")
    lab.node()
    story = (await lab.finished(execution, within=90)).consistent()
    assert story.outcomes == {"created": COMPANIES + CONTACTS}
    assert len(crm.ids("companies") - before.companies) == COMPANIES
    assert len(crm.ids("contacts") - before.contacts) == CONTACTS


@pytest.mark.parametrize("kind", ["companies", "contacts"])
async def test_a_creation_whose_answer_is_lost_is_looked_up(lab, crm, kind):
    before = Before.of(crm)
    crm.cut_creation(kind, 3)
    lab.node()
    story = (await lab.run("push")).consistent()
    assert story.outcomes == {"created": COMPANIES + CONTACTS}
    assert len([path for method, path in crm.writes() if method == "POST"]) == COMPANIES + CONTACTS
    assert crm.simulator.get("faults") == []  # it has happened
    assert len(crm.ids("companies") - before.companies) == COMPANIES
    assert len(crm.ids("contacts") - before.contacts) == CONTACTS


async def test_what_is_there_already_is_taken_over(lab, crm):
    company = crm.put_company("ps-c00002", "Old name")
    contact = crm.put_contact(company, "A.", "N.", "ADA2@new.example")
    before = Before.of(crm)
    lab.node()
    story = (await lab.run("push")).consistent()
    assert story.outcomes == {"created": COMPANIES + CONTACTS - 2, "updated": 2}
    assert dests(story, Entity.COMPANY)["c00002"] == str(company)
    assert dests(story, Entity.CONTACT)["p2"] == str(contact)
    assert len(crm.ids("contacts") - before.contacts) == CONTACTS - 1
    there = crm.record("companies", company)
    assert there[crm.name_field] == lab.psa.rows[Entity.COMPANY]["c00002"].data["name"]
    assert there[crm.website_field] == "https://kept.example"  # the source knows of none
    assert crm.contact(contact)[:2] == ("Ada", "Number2")


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


async def test_a_record_that_is_gone_in_the_destination_is_made_again(lab, crm):
    lab.node()
    first = await lab.run("push")
    lost = dests(first, Entity.CONTACT)["p1"]
    crm.delete("contacts", lost)
    lab.psa.put(Entity.CONTACT, "p1", name="Ada Again", company_id="c00001", email="ada1@new.example")
    story = await lab.run("push")
    (again,) = [one for one in story.of_type("record.result") if one["outcome"] == "updated"]
    assert again["id"] == "p1"
    assert int(again["dest"]) in crm.ids("contacts")
    assert again["dest"] != lost


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


async def test_a_cancel_inside_a_page_reports_what_was_written_and_writes_no_more(lab, crm):
    before = Before.of(crm)
    execution = "to-cancel"

    async def cancel() -> None:
        await lab.cancel(execution, reason="enough")
        await asyncio.sleep(1)

    lab.node(at(Point.AFTER_CREATE, 4, cancel))
    await lab.request("push", execution=execution)
    story = (await lab.finished(execution)).consistent()
    assert story.end["result"] == "canceled"
    made = crm.ids("companies") - before.companies
    assert len(made) == 4
    assert {int(one) for one in dests(story, Entity.COMPANY).values()} == made
    assert (await lab.run("push")).outcomes["created"] == COMPANIES + CONTACTS - 4


async def test_what_the_source_no_longer_has_becomes_inactive_and_comes_back(lab, crm):
    lab.node()
    first = await lab.run("push")
    lost, row = dests(first, Entity.CONTACT)["p1"], lab.psa.rows[Entity.CONTACT].pop("p1")
    assert crm.active("contacts", lost)
    full_pass(lab, crm)
    assert (await lab.run("push")).outcomes["deleted"] == 1
    assert not crm.active("contacts", lost)
    lab.psa.rows[Entity.CONTACT]["p1"] = row
    full_pass(lab, crm, "y")
    story = await lab.run("push")
    (back,) = [one for one in story.of_type("record.result") if one["outcome"] == "updated"]
    assert (back["id"], back["dest"]) == ("p1", lost)
    assert crm.active("contacts", lost)


def full_pass(lab: Lab, crm: Crm, field: str = "x") -> None:
    """Another mapping makes the next run read everything."""
    connection = lab.catalog.syncs["push"].destination_connection
    outside_sync(lab, "push", connection, entities=CARRIED, custom_fields={Entity.CONTACT: (field,)})


async def test_entities_that_it_does_not_take_are_refused_before_anything_is_read(lab, crm):
    known = lab.catalog.syncs["push"].destination_connection
    outside_sync(lab, "too-much", known, entities=ENTITIES)
    lab.node()
    end = (await lab.run("too-much")).end
    assert (end["error"]["kind"], end["error"]["code"]) == ("configuration", "entity_unsupported")
    assert crm.writes() == []
    assert lab.psa.scopes == []


async def test_a_dry_run_calls_nothing(lab, crm):
    lab.node()
    assert (await lab.run("push", dry_run=True)).outcomes["created"] == COMPANIES + CONTACTS
    assert crm.simulator.calls(crm.account) == []
    assert await lab.documents("intents") == []
