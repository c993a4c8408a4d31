"""Whatever is killed, cut or canceled while records are created, none is created twice."""

from __future__ import annotations

import asyncio

import pytest

from psasync.contracts.vocabulary import Entity
from psasync_executor.probe import Point
from tests.integration.executor.kept_destination.pushing import COMPANIES, CONTACTS, Before, dests
from tests.integration.executor.lab import at
from tests.support.sampling import sample

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


@pytest.mark.parametrize(("point", "nth"), sample(KILLED_AT, 2))
async def test_a_killed_executor_leads_to_no_second_creation(lab, crm, point, nth):
    before = Before.of(crm)
    execution = await lab.request("push")
    await lab.dies_at(point, nth)
    await lab.lapse(execution)
    lab.node()
    story = (await lab.finished(execution, within=60)).consistent()
    assert story.outcomes == {"created": COMPANIES + CONTACTS}
    assert len(crm.ids("companies") - before.companies) == COMPANIES
    assert len(crm.ids("contacts") - before.contacts) == CONTACTS
    assert {int(one) for one in dests(story, Entity.CONTACT).values()} == crm.ids("contacts") - before.contacts


async def test_killed_again_and_again(lab, crm):
    before = Before.of(crm)
    execution = await lab.request("push")
    for point, nth in ((Point.AFTER_CREATE, 2), (Point.AFTER_INTENT, 3), (Point.AFTER_CREATE, 5)):
        await lab.dies_at(point, nth)
        await lab.lapse(execution)
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
