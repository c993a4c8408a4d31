"""What a sync may carry from its source to its destination."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import EntityCapability, PeriodFilter, UpdatedSince
from psasync_scheduler.domain.bodies import SyncNew
from psasync_scheduler.domain.flows import Destination, Source, flow_mistakes

PLAIN = EntityCapability(UpdatedSince.NONE, PeriodFilter.NONE, by_id=False)
COMPANY = EntityCapability(
    UpdatedSince.SERVER,
    PeriodFilter.SERVER,
    by_id=True,
    custom_fields=True,
    absent_fields=frozenset({"website", "address"}),
)
SOURCE = Source("Acme PSA", {Entity.COMPANY: COMPANY, Entity.CONTACT: PLAIN})
SHOP = Destination("Shop", frozenset({Entity.COMPANY}))


def mistakes(destination: Destination | None = None, source: Source | None = SOURCE, **body: Any) -> dict[str, str]:
    flow = SyncNew.model_validate({"connection": "c", "name": "S"} | body)
    return {error.field: error.message for error in flow_mistakes(flow, source, destination)}


def test_what_both_ends_allow():
    body = {
        "entities": ["company", "contact"],
        "custom_fields": {"company": ["Tier"], "contact": []},
        "mapping": {"company": {"rename": {"custom_fields.Tier": "status"}}},
    }
    assert mistakes(**body) == {}
    assert mistakes(Destination("Shop", frozenset(Entity)), **body) == {}


def test_both_ends_are_asked_for_each_entity():
    found = mistakes(SHOP, entities=["asset", "company", "contact"])
    assert found.keys() == {"entities.0", "entities.2"}
    assert found["entities.2"] == "Shop takes no contact"


def test_custom_fields_only_where_the_source_has_them():
    found = mistakes(entities=["company", "contact"], custom_fields={"contact": ["A"], "asset": ["B"]})
    assert found == {
        "custom_fields.contact": "Acme PSA has no custom fields for contact",
        "custom_fields.asset": "is no entity of this sync",
    }


def test_mappings_are_of_carried_entities_and_chosen_custom_fields():
    mapping = {
        "contact": {"fixed": {"active": True}},
        "company": {"rename": {"custom_fields.Tier": "status", "website": "custom_fields.Site", "status": "status"}},
    }
    found = mistakes(entities=["company"], mapping=mapping)
    assert found.keys() == {
        "mapping.contact",
        "mapping.company.rename.custom_fields.Tier",
        "mapping.company.rename.website",
        "mapping.company.rename.status",
    }
    assert found["mapping.company.rename.website"] == "Acme PSA has no such field"


def test_an_end_that_is_not_known_forbids_nothing():
    body = {"entities": ["asset"], "custom_fields": {"asset": ["A"]}, "mapping": {"asset": {"fixed": {"name": None}}}}
    assert mistakes(source=None, **body).keys() == {"mapping.asset.fixed.name"}
