"""Rows as Autotask sends them become these very records."""

from datetime import UTC, datetime

import pytest

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.endpoints import CAPABILITIES, ENDPOINTS
from psasync.psa.autotask.mapping import INACTIVE, map_rows
from tests.unit.psa.autotask_samples import ASSET, COMPANY, CONTACT, LOCATION, NAMES, OPTION, ROWS


def one(entity, row, chosen=(), names=NAMES):
    mapped = map_rows(entity, [row], names, chosen)
    assert not mapped.unreadable
    MODELS[entity].model_validate(mapped.records[0].data)
    return mapped.records[0]


def test_company():
    record = one(Entity.COMPANY, COMPANY, ("Tier", "Other"))
    assert (record.source_id, record.label) == ("301", "Northwind Ltd")
    assert record.business_date == datetime(2024, 2, 1, 8, 0, 0, 303_000, tzinfo=UTC)
    assert record.data == {
        "name": "Northwind Ltd",
        "website": "https://northwind.example",
        "status_id": "1",
        "status": "Customer",
        "custom_fields": {"Tier": "Gold", "Other": None},
    }


@pytest.mark.parametrize(
    ("type_id", "active", "status_id", "status"),
    [
        (3, True, "3", "Prospect"),
        (3, False, "3-inactive", "Prospect (inactive)"),
        (3, None, "3", "Prospect"),
        (99, False, "99-inactive", None),
        (None, False, None, None),
    ],
)
def test_a_status_is_a_type_and_whether_the_company_is_active(type_id, active, status_id, status):
    data = one(Entity.COMPANY, {**COMPANY, "companyType": type_id, "isActive": active}).data
    assert (data["status_id"], data["status"]) == (status_id, status)


def test_a_company_without_a_name_is_labelled_by_its_number():
    records = map_rows(Entity.COMPANY, [{**COMPANY, "companyName": ""}, {"id": 5}], NAMES).records
    assert [record.label for record in records] == ["NW-1", "#5"]
    assert [record.data["name"] for record in records] == ["", ""]


def test_the_accounts_own_company_has_the_id_0():
    assert one(Entity.COMPANY, {**COMPANY, "id": 0}).source_id == "0"
    assert one(Entity.COMPANY_SITE, {**LOCATION, "companyID": 0}).data["company_id"] == "0"


@pytest.mark.parametrize(
    ("inactive", "is_default", "source_id", "data"),
    [
        (False, True, "5", {"name": "Complete", "is_default": True}),
        (True, True, "5-inactive", {"name": "Complete (inactive)", "is_default": False}),
        (False, False, "5", {"name": "Complete", "is_default": False}),
    ],
)
def test_company_statuses_come_out_of_a_picklist(inactive, is_default, source_id, data):
    record = one(Entity.COMPANY_STATUS, {**OPTION, "isDefaultValue": is_default, INACTIVE: inactive})
    assert (record.source_id, record.data) == (source_id, data)


def test_location():
    record = one(Entity.COMPANY_SITE, LOCATION)
    assert (record.source_id, record.label, record.business_date) == ("77", "Main", None)
    assert record.data == {
        "name": "Main",
        "company_id": "301",
        "active": True,
        "primary": True,
        "address": {
            "line1": "1 Acorn Street",
            "line2": None,
            "city": "Alderton",
            "region": "OH",
            "postal_code": "43002",
            "country": "United States",
        },
    }


def test_contact():
    record = one(Entity.CONTACT, CONTACT, ("VIP",))
    assert (record.source_id, record.label) == ("902", "Ada Example")
    assert record.business_date == datetime(2024, 2, 1, 8, tzinfo=UTC)  # without a zone it is UTC
    assert record.data == {
        "name": "Ada Example",
        "company_id": "301",
        "site_id": "77",
        "title": None,
        "email": "ada@northwind.example",
        "phone": "5550002",
        "address": {
            "line1": "1 Acorn Street",
            "line2": "Floor 2",
            "city": "Alderton",
            "region": "OH",
            "postal_code": "43002",
            "country": "United States",
        },
        "active": True,
        "custom_fields": {"VIP": "Yes"},
    }


@pytest.mark.parametrize(("value", "active"), [(1, True), (0, False), (True, True), (False, False), (None, None)])
def test_a_contacts_activity_is_a_number(value, active):
    assert one(Entity.CONTACT, {**CONTACT, "isActive": value}).data["active"] is active


def test_a_contact_with_nothing_but_an_id():
    record = map_rows(Entity.CONTACT, [{"id": 5}], NAMES).records[0]
    assert (record.source_id, record.label, record.business_date) == ("5", "#5", None)
    assert (record.data["name"], record.data["address"], record.data["active"]) == ("", None, None)


def test_answers_without_any_custom_value_leave_the_list_out():
    row = {name: value for name, value in CONTACT.items() if name != "userDefinedFields"}
    assert one(Entity.CONTACT, row, ("VIP",)).data["custom_fields"] == {"VIP": None}


def test_asset():
    record = one(Entity.ASSET, ASSET)
    assert record.business_date == datetime(2024, 3, 2, 10, tzinfo=UTC)
    assert record.data == {
        "name": "SRV-1",
        "company_id": "301",
        "status": "Active",
        "type": "Server",
        "warranty_expiry": "2027-03-01",
        "serial_number": "SN1",
        "os_type": "Debian GNU/Linux 13",
        "notes": "Rack 4",
        "manufacturer": "Tanagra",
    }


def test_an_asset_without_a_title_goes_by_its_product():
    assert one(Entity.ASSET, {**ASSET, "referenceTitle": None}).label == "T9 blade"
    unnamed = map_rows(Entity.ASSET, [{**ASSET, "referenceTitle": "", "productID": 1}], NAMES).records[0]
    assert (unnamed.data["name"], unnamed.label) == ("", "#4001")


@pytest.mark.parametrize(
    ("entity", "data"),
    [
        (Entity.TICKET_BOARD, {"name": "Complete", "active": True}),
        (Entity.TICKET_STATUS, {"name": "Complete", "is_default": False, "active": True, "sort_order": 50}),
        (Entity.TICKET_PRIORITY, {"name": "Complete", "is_default": False, "sort_order": 50}),
    ],
)
def test_ticket_set_up(entity, data):
    record = one(entity, OPTION)
    assert (record.source_id, record.data) == ("5", data)


@pytest.mark.parametrize("entity", CAPABILITIES.entities)
def test_absent_fields_are_left_out_and_all_others_are_there(entity):
    expected = set(MODELS[entity].model_fields) - {"custom_fields"} - CAPABILITIES.entities[entity].absent_fields
    assert set(one(entity, ROWS[entity]).data) == expected


@pytest.mark.parametrize("entity", ENDPOINTS)
def test_what_is_asked_for_is_all_that_the_mapping_needs(entity):
    asked = {name: value for name, value in ROWS[entity].items() if name in ENDPOINTS[entity].fields}
    assert one(entity, asked) == one(entity, ROWS[entity])
