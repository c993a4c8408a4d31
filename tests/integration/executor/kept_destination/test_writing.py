"""What is written into a PSA: once, and then only what differs."""

from __future__ import annotations

from psasync.contracts.vocabulary import Entity, Mode
from tests.integration.executor.crm import Crm
from tests.integration.executor.kept_destination.pushing import CARRIED, COMPANIES, CONTACTS, Before, dests
from tests.integration.executor.lab import Lab
from tests.integration.executor.outside import outside_sync


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


async def test_a_dry_run_calls_nothing(lab, crm):
    lab.node()
    assert (await lab.run("push", dry_run=True)).outcomes["created"] == COMPANIES + CONTACTS
    assert crm.simulator.calls(crm.account) == []
    assert await lab.documents("intents") == []
