"""A sync's mapping, custom fields and periods that are filtered here, through whole runs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from psasync.contracts.events.requested import Period
from psasync.contracts.mapping import EntityMapping
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import DeclaredField, PeriodFilter
from psasync_executor.domain.plan import Ability


async def test_a_mapping_changes_what_is_written_and_a_new_one_is_a_full_pass(lab):
    mapping = EntityMapping(
        rename={"custom_fields.Tier": "status"},
        values={"status": {"A": "Gold"}},
        fixed={"website": "https://x.example"},
    )
    lab.catalog.add("nightly", mapping={Entity.COMPANY: mapping}, custom_fields={Entity.COMPANY: ("Tier",)})
    lab.psa.put(Entity.COMPANY, "1", name="Northwind", custom_fields={"Tier": "A"})
    lab.node()

    assert (await lab.run()).outcomes == {"created": 1}
    (record,) = await lab.documents("records")
    assert record["data"] == {
        "name": "Northwind", "status": "Gold", "website": "https://x.example", "custom_fields": {}
    }  # fmt: skip
    assert (await lab.run()).outcomes == {"unchanged": 1}

    changed = mapping.model_copy(update={"values": {"status": {"A": "Silver"}}})
    lab.catalog.add("nightly", mapping={Entity.COMPANY: changed}, custom_fields={Entity.COMPANY: ("Tier",)})
    assert (await lab.run()).outcomes == {"updated": 1}
    (record,) = await lab.documents("records")
    assert record["data"]["status"] == "Silver"


async def test_a_mapping_that_does_not_fit_is_no_run(lab):
    lab.catalog.add("nightly", mapping={Entity.COMPANY: EntityMapping(fixed={"colour": "red"})})
    lab.psa.fill(Entity.COMPANY, 1)
    lab.node()
    end = (await lab.run()).end
    assert (end["error"]["kind"], end["error"]["code"]) == ("configuration", "mapping_invalid")
    assert "colour" in end["error"]["message"]


async def test_a_custom_field_that_vanished_is_a_warning(lab):
    lab.catalog.add("nightly", custom_fields={Entity.COMPANY: ("Tier", "Old")})
    lab.psa.declared = {Entity.COMPANY: [DeclaredField("Tier", "Tier")]}
    lab.psa.put(Entity.COMPANY, "1", name="Northwind", custom_fields={"Tier": "A", "Old": None})
    lab.node()
    story = (await lab.run()).consistent()
    assert story.end["result"] == "completed"
    (line,) = [line for line in story.of_type("execution.log") if line.get("code") == "custom_field_vanished"]
    assert line["level"] == "warning"
    assert "'Old'" in line["message"]


CLOCK_CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00Z", "2026-03-29T22:00Z"),  # 23 hours
    ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00Z", "2026-10-25T23:00Z"),  # 25 hours
    ("America/New_York", date(2026, 3, 8), "2026-03-08T05:00Z", "2026-03-09T04:00Z"),
    ("America/New_York", date(2026, 11, 1), "2026-11-01T04:00Z", "2026-11-02T05:00Z"),
    ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04T13:00Z", "2026-04-05T13:30Z"),  # half an hour more
    ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30Z", "2026-10-04T13:00Z"),  # half an hour less
]


@pytest.mark.parametrize(("zone", "day", "begin", "end"), CLOCK_CHANGES)
@pytest.mark.parametrize("filtered", [PeriodFilter.SERVER, PeriodFilter.HERE])
async def test_a_day_has_the_hours_that_the_tenants_clocks_give_it(lab, zone, day, begin, end, filtered):
    first, behind = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    lab.psa.table = {Entity.COMPANY: Ability(since=True, period=filtered, by_id=True)}
    lab.catalog.add("nightly", time_zone=zone, entities=(Entity.COMPANY,))
    dates = {"before": first.timestamp() - 1, "first": first.timestamp(), "last": behind.timestamp() - 1, "after": behind.timestamp()}  # fmt: skip  # noqa: E501
    for name, stamp in dates.items():
        lab.psa.put(Entity.COMPANY, name, name=name, date=datetime.fromtimestamp(stamp, UTC))
    lab.psa.put(Entity.COMPANY, "undated", name="undated")
    lab.node()

    story = (await lab.run(period=Period(first=day, last=day))).consistent()
    assert sorted(source_id for _, source_id, _ in story.records) == ["first", "last"]
    assert story.end["fetched"] == {"company": 2}
    asked = [scope.period for scope in lab.psa.scopes]
    assert asked == ([(first, behind)] if filtered is PeriodFilter.SERVER else [None])
