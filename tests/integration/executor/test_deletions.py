"""D8: what a complete pass does not meet is marked, with a guard; nothing else is."""

from __future__ import annotations

from psasync.contracts.vocabulary import Entity, Mode
from psasync.psa.port import PeriodFilter, UnreadableRecord
from psasync_executor.domain.issues import unreadable
from psasync_executor.domain.plan import Ability


async def full(lab, **fields):
    """A default run that reads everything again."""
    await lab.database.collection("cursors").delete_many({})
    return (await lab.run(**fields)).consistent()


def deleted(story) -> list[str]:
    return [source_id for _, source_id, outcome in story.records if outcome == "deleted"]


async def filled(lab, contacts: int = 40):
    lab.psa.fill(Entity.COMPANY, 3)
    lab.psa.fill(Entity.CONTACT, contacts)
    lab.node()
    return (await lab.run()).consistent()


async def test_what_is_gone_is_marked_once_and_comes_back(lab):
    await filled(lab)
    lab.psa.remove(Entity.CONTACT, "c00007")
    gone = lab.psa.taken

    story = await full(lab)
    assert deleted(story) == ["c00007"]
    assert story.end["totals"]["contact"]["deleted"] == 1
    assert story.end["fetched"]["contact"] == 39
    (record,) = await lab.documents("records", source_id="c00007", entity="contact")
    assert record["deleted"] is True

    assert deleted(await full(lab)) == []

    lab.psa.put(Entity.CONTACT, "c00007", **gone["c00007"])
    story = await full(lab)
    assert ("contact", "c00007", "updated") in story.records
    (record,) = await lab.documents("records", source_id="c00007", entity="contact")
    assert not record.get("deleted")


async def test_an_incremental_run_a_forced_one_and_a_part_of_the_entities_mark_nothing(lab):
    await filled(lab)
    lab.psa.remove(Entity.CONTACT, "c00007")
    for fields in ({}, {"mode": Mode.FORCE, "confirmed": True}, {"entities": (Entity.CONTACT,)}):
        story = (await lab.run(**fields)).consistent()
        assert deleted(story) == []


async def test_too_many_are_held_until_a_person_allows_them(lab):
    await filled(lab)
    for number in range(11):
        lab.psa.remove(Entity.CONTACT, f"c{number:05}")

    story = await full(lab)
    assert deleted(story) == []
    (held,) = [event for event in story.of_type("record.result") if event["id"] == "*"]
    assert (held["outcome"], held["issues"][0]["code"]) == ("skipped", "deletions_held")
    assert "11 of 40" in held["issues"][0]["message"]
    assert not settled(story, "contact")
    assert settled(story, "company")

    story = await full(lab, allow_deletions=True)
    assert len(deleted(story)) == 11
    assert settled(story, "contact")


def settled(story, entity: str) -> bool:
    ends = [event for event in story.of_type("execution.progress") if event.get("entity") == entity]
    (last,) = [event for event in ends if event["entity_done"]]
    return last.get("deletions_settled", False)


async def test_few_are_never_held(lab):
    await filled(lab, contacts=10)
    for number in range(10):
        lab.psa.remove(Entity.CONTACT, f"c{number:05}")
    assert len(deleted(await full(lab))) == 10


async def test_a_record_that_only_slipped_through_the_paging_is_not_marked(lab):
    await filled(lab)
    lab.psa.put(Entity.CONTACT, "c00007", name="changed meanwhile")
    lab.psa.overlooked = {"c00007", "c00008"}
    story = await full(lab)
    assert deleted(story) == []
    assert ("contact", "c00007", "updated") in story.records
    assert ("contact", "c00008", "unchanged") in story.records


async def test_a_source_without_single_reads_is_believed(lab):
    lab.psa.table = {entity: Ability(since=False, period=PeriodFilter.NONE, by_id=False) for entity in lab.psa.table}
    await filled(lab)
    lab.psa.remove(Entity.CONTACT, "c00007")
    assert deleted(await full(lab)) == ["c00007"]


async def test_rows_that_cannot_be_read_prove_no_absence(lab):
    await filled(lab)
    lab.psa.remove(Entity.CONTACT, "c00007")
    lab.psa.unreadable = [UnreadableRecord("row-1", "#row-1", unreadable("no id"))]
    story = await full(lab)
    assert deleted(story) == []
    assert any("Deletions of contact are not looked for" in line["message"] for line in story.of_type("execution.log"))


async def test_a_dry_run_says_what_would_be_marked(lab):
    await filled(lab)
    lab.psa.remove(Entity.CONTACT, "c00007")
    await lab.database.collection("cursors").delete_many({})
    story = (await lab.run(dry_run=True)).consistent()
    assert deleted(story) == ["c00007"]
    (record,) = await lab.documents("records", source_id="c00007", entity="contact")
    assert not record.get("deleted")
    assert deleted(await full(lab)) == ["c00007"]
