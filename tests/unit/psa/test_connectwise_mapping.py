"""Rows as ConnectWise sends them, and rows that are not."""

from datetime import UTC, datetime

import pytest

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.mapping import map_rows

INFO = {"lastUpdated": "2026-11-20T09:14:02Z", "updatedBy": "jsmith", "dateEntered": "2024-02-01T08:00:00Z"}
CONTACT = {
    "id": 902,
    "firstName": "Ada",
    "lastName": "Example",
    "company": {"id": 301, "identifier": "NORTHW", "name": "Northwind Ltd", "_info": {"company_href": "..."}},
    "site": {"id": 77, "name": "Main"},
    "addressLine1": "1 Acorn Street",
    "city": "Alderton",
    "state": "OH",
    "zip": "43002",
    "country": {"id": 1, "name": "United States"},
    "inactiveFlag": False,
    "title": "",
    "types": [{"id": 1, "name": "End User"}, {"id": 3, "name": "Billing"}],
    "communicationItems": [
        {"id": 1, "value": "5550001", "defaultFlag": False, "communicationType": "Phone"},
        {"id": 2, "value": "5550002", "defaultFlag": True, "communicationType": "Phone"},
        {"id": 3, "value": "ada@northwind.example", "defaultFlag": False, "communicationType": "Email"},
    ],
    "customFields": [{"id": 3, "caption": "VIP", "type": "Checkbox", "value": True}],
    "_info": INFO,
}
SITE = {
    "id": 77,
    "name": "Main",
    "stateReference": {"id": 1, "identifier": "OH", "name": "Ohio"},
    "primaryAddressFlag": True,
    "inactiveFlag": True,
    "company": {"id": 301, "identifier": "NORTHW", "name": "Northwind Ltd"},
    "_info": INFO,
}
COMPANY = {
    "id": 301,
    "identifier": "NORTHW",
    "name": "Northwind Ltd",
    "status": {"id": 1, "name": "Active"},
    "website": "",
    "deletedFlag": False,
    "_info": INFO,
}


def one(entity, row, chosen=()):
    mapped = map_rows(entity, [row], chosen)
    assert not mapped.unreadable
    MODELS[entity].model_validate(mapped.records[0].data)
    return mapped.records[0]


def test_contact():
    record = one(Entity.CONTACT, CONTACT, ("VIP", "Other"))
    assert (record.source_id, record.label) == ("902", "Ada Example")
    assert record.business_date == datetime(2024, 2, 1, 8, tzinfo=UTC)
    assert record.data == {
        "name": "Ada Example",
        "company_id": "301",
        "site_id": "301-77",
        "type": "End User, Billing",
        "title": None,
        "email": "ada@northwind.example",
        "phone": "5550002",
        "address": {
            "line1": "1 Acorn Street",
            "line2": None,
            "city": "Alderton",
            "region": "OH",
            "postal_code": "43002",
            "country": "United States",
        },
        "active": True,
        "custom_fields": {"VIP": True, "Other": None},
    }


def test_a_contact_with_nothing_but_an_id():
    record = map_rows(Entity.CONTACT, [{"id": 5}]).records[0]
    assert (record.source_id, record.label, record.business_date) == ("5", "#5", None)
    assert record.data["name"] == ""
    assert record.data["address"] is None


def test_site_ids_name_their_company_and_match_the_contacts_reference():
    record = one(Entity.COMPANY_SITE, SITE)
    assert record.source_id == one(Entity.CONTACT, CONTACT).data["site_id"] == "301-77"
    assert (record.data["active"], record.data["primary"], record.data["address"]["region"]) == (False, True, "Ohio")


def test_company_without_a_name_is_labelled_by_its_code():
    assert one(Entity.COMPANY, COMPANY).data == {
        "name": "Northwind Ltd",
        "website": None,
        "status_id": "1",
        "status": "Active",
    }
    assert map_rows(Entity.COMPANY, [{**COMPANY, "name": None}]).records[0].label == "NORTHW"


def test_without_date_of_entry_the_last_update_is_the_business_date():
    record = one(Entity.COMPANY, {**COMPANY, "_info": {"lastUpdated": "2026-11-20T09:14:02Z"}})
    assert record.business_date == datetime(2026, 11, 20, 9, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entity", "row", "data"),
    [
        (
            Entity.COMPANY_STATUS,
            {"id": 1, "name": "Active", "defaultFlag": True},
            {"name": "Active", "is_default": True},
        ),
        (
            Entity.TICKET_BOARD,
            {"id": 1, "name": "Help Desk", "inactiveFlag": False},
            {"name": "Help Desk", "active": True},
        ),
        (
            Entity.TICKET_STATUS,
            {"id": 17, "name": "Done", "board": {"id": 1}, "closedStatus": True, "inactive": True, "sortOrder": 3},
            {
                "name": "Done",
                "board_id": "1",
                "is_default": False,
                "closed": True,
                "active": False,
                "sort_order": 3,
            },
        ),
        (
            Entity.TICKET_PRIORITY,
            {"id": 8, "name": "High", "color": "red", "sortOrder": 1, "defaultFlag": True},
            {"name": "High", "is_default": True, "sort_order": 1, "color": "red"},
        ),
    ],
)
def test_small_lists(entity, row, data):
    assert one(entity, row).data == data


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        "text",
        [],
        {},
        {"name": "no id"},
        {**CONTACT, "company": "Northwind"},
        {**CONTACT, "communicationItems": 5},
        {**CONTACT, "types": [3]},
        {**CONTACT, "_info": {"dateEntered": "yesterday"}},
    ],
)
def test_a_row_of_another_shape_is_unreadable_and_harms_no_other(row):
    mapped = map_rows(Entity.CONTACT, [CONTACT, row, {**CONTACT, "id": 903}])
    assert [record.source_id for record in mapped.records] == ["902", "903"]
    assert len(mapped.unreadable) == 1
    assert 1 <= len(mapped.unreadable[0].source_id) <= 200
    assert mapped.unreadable[0] == map_rows(Entity.CONTACT, [row]).unreadable[0]
