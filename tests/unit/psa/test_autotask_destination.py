"""Autotask as a destination: what is written of a record."""

from __future__ import annotations

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.destination.fields import differing, new_company, new_contact, wanted_company, wanted_contact
from psasync.psa.autotask.destination.targets import Targets
from psasync.psa.destination import Outgoing
from psasync.psa.port import PsaError


def out(entity: Entity, *, deleted: bool = False, parents=None, **data) -> Outgoing:
    return Outgoing(entity, "7", "label", data, "v", "k", parents=parents or {}, deleted=deleted)


def test_a_new_company_has_what_autotask_requires():
    record = out(Entity.COMPANY, name="Acme", website=None, status="Customer")
    assert new_company(record, Targets()) == {
        "companyNumber": "PS-7",
        "companyName": "Acme",
        "companyType": 1,
        "isActive": True,
    }
    more = new_company(record, Targets.of({"owner_resource_id": "0", "company_phone": " 0200 ", "company_type": "3"}))
    assert (more["ownerResourceID"], more["phone"], more["companyType"]) == (0, "0200", 3)


def test_a_new_contact_has_numbers_for_flags():
    record = out(
        Entity.CONTACT, parents={"company_id": "0"}, name="Ada King L", email="a@x.example", active=False,
        address={"line1": "1 St", "country": "UK", "city": None},
    )  # fmt: skip
    assert new_contact(record) == {
        "firstName": "Ada",
        "lastName": "King L",
        "isActive": 0,
        "companyID": 0,
        "emailAddress": "a@x.example",
        "addressLine": "1 St",
    }


def test_only_what_differs_is_sent():
    current = {"companyName": "Acme", "webAddress": None, "isActive": True, "phone": "1"}
    assert differing(current, wanted_company(out(Entity.COMPANY, name="Acme", website=None))) == {}
    assert differing(current, wanted_company(out(Entity.COMPANY, name="B"))) == {"companyName": "B"}
    contact = {"firstName": "Ada", "lastName": "L", "isActive": 1, "emailAddress": "a@x.example", "title": "Boss"}
    cleared = wanted_contact(out(Entity.CONTACT, name="Ada L", email=None))
    assert differing(contact, cleared) == {"emailAddress": ""}


def test_deleted_ones_keep_everything_else():
    assert wanted_company(out(Entity.COMPANY, deleted=True)) == {"isActive": False}
    assert wanted_contact(out(Entity.CONTACT, deleted=True)) == {"isActive": 0}


@pytest.mark.parametrize("settings", [{"number_prefix": "a b"}, {"company_type": "Customer"}])
def test_wrong_settings_are_named(settings):
    with pytest.raises(PsaError, match=next(iter(settings))):
        Targets.of(settings)
