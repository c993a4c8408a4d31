"""A record whose parent is missing is skipped, and comes by itself once the parent is there."""

from __future__ import annotations

from psasync.contracts.vocabulary import Entity


def of(story, entity: str) -> dict[str, str]:
    return {source_id: outcome for kind, source_id, outcome in story.records if kind == entity}


async def test_an_orphan_waits_for_its_parent(lab):
    lab.psa.put(Entity.COMPANY, "1", name="")  # refused: no name
    lab.psa.put(Entity.COMPANY, "2", name="Northwind")
    lab.psa.put(Entity.CONTACT, "11", name="Ada", company_id="1")
    lab.psa.put(Entity.CONTACT, "12", name="Bela", company_id="2")
    lab.psa.put(Entity.CONTACT, "13", name="Carla")
    lab.psa.put(Entity.CONTACT, "14", name="Dana", company_id="404")
    lab.node()

    story = (await lab.run()).consistent()
    assert of(story, "contact") == {"11": "skipped", "12": "created", "13": "created", "14": "skipped"}
    issues = {event["id"]: event["issues"] for event in story.of_type("record.result") if event["issues"]}
    assert [issue["code"] for issue in issues["11"]] == ["parent_missing"]
    assert issues["11"][0]["field"] == "company_id"
    assert {document["source_id"] for document in await lab.documents("records", entity="contact")} == {"12", "13"}

    # Nothing has changed: the orphans are tried again, and skipped again.
    assert of((await lab.run()).consistent(), "contact")["11"] == "skipped"

    lab.psa.put(Entity.COMPANY, "1", name="Corrected")
    story = (await lab.run()).consistent()
    assert of(story, "company") == {"1": "created", "2": "unchanged"} or of(story, "company")["1"] == "created"
    assert of(story, "contact")["11"] == "created"
    assert of(story, "contact")["14"] == "skipped"


async def test_a_sync_without_the_parents_entity_checks_nothing(lab):
    lab.catalog.add("nightly", entities=(Entity.CONTACT,))
    lab.psa.put(Entity.CONTACT, "11", name="Ada", company_id="404")
    lab.node()
    assert of((await lab.run()).consistent(), "contact") == {"11": "created"}


async def test_a_dry_run_counts_parents_that_it_would_write(lab):
    lab.psa.put(Entity.COMPANY, "1", name="Northwind")
    lab.psa.put(Entity.CONTACT, "11", name="Ada", company_id="1")
    lab.node()
    assert of((await lab.run(dry_run=True)).consistent(), "contact") == {"11": "created"}
    assert await lab.documents("records") == []


async def test_parents_are_written_before_their_children_are_read(lab):
    lab.psa.fill(Entity.COMPANY, 300)
    lab.psa.page_limit = 100
    for number in range(300):
        lab.psa.put(Entity.CONTACT, f"c{number}", name="Ada", company_id=f"c{number:05}")
    lab.node()
    story = (await lab.run()).consistent()
    assert story.outcomes == {"created": 600}
    kinds = [kind for kind, _, _ in story.records]
    assert kinds.index("contact") > len(kinds) - 1 - kinds[::-1].index("company")
