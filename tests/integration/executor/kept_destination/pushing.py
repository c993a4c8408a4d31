"""The sync `push`, which carries companies and contacts into a simulated PSA, and what it leaves there."""

from __future__ import annotations

from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity
from tests.integration.executor.crm import Crm
from tests.integration.executor.lab import Lab, Story
from tests.integration.executor.outside import connection_to, outside_sync

CARRIED = (Entity.COMPANY, Entity.CONTACT)
COMPANIES, CONTACTS = 12, 9


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
