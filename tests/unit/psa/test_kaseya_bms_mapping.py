"""Rows as Kaseya BMS sends them, and rows that are not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.capabilities import CAPABILITIES
from psasync.psa.kaseya_bms.mapping import map_rows
from psasync.psa.kaseya_bms.mapping.companies import STATUSES
from psasync.psa.kaseya_bms.mapping.values import VALUES
from psasync.psa.kaseya_bms.reading.locations import locations_of

LOCATION = {
    "id": 77,
    "locationName": "Main",
    "isMain": True,
    "isActive": True,
    "addresses": [
        {"address1": "PO Box 9", "isMain": False, "isBilling": True},
        {
            "address1": "1 Acorn Street",
            "address2": "",
            "city": "Alderton",
            "state": "OH",
            "zipCode": "43002",
            "countryId": 1,
            "country": "United States",
            "phone": "5550001",
            "isMain": True,
            "isBilling": False,
            "addressType": "Main",
        },
    ],
}
ACCOUNT = {
    "id": 512,
    "accountName": "Northwind Ltd",
    "accountCode": "NORTHW",
    "accountTypeId": 2,
    "accountType": "Customer",
    "website": "",
    "isActive": True,
    "description": None,
    "createdOn": "2024-02-01T08:00:00Z",
    "modifiedOn": "2026-11-20T09:14:02Z",
    "locations": [LOCATION, {"id": 70, "locationName": "Depot", "isMain": False, "isActive": False, "addresses": []}],
}
CONTACT = {
    "id": 902,
    "accountId": 512,
    "accountName": "Northwind Ltd",
    "locationId": 77,
    "locationName": "Main",
    "firstName": "Ada",
    "lastName": "Example",
    "jobTitle": "",
    "isPoc": True,
    "isActive": False,
    "emails": [
        {"emailAddress": "ada@old.example", "emailType": "Work", "isDefault": False},
        {"emailAddress": "ada@northwind.example", "emailType": "Work", "isDefault": True},
    ],
    "phones": [{"phone": "", "isDefault": True}, {"phone": "5550002", "phoneType": "Mobile", "isDefault": False}],
    "createdOn": "2024-02-01T08:00:00",
    "modifiedOn": "2026-11-20T09:14:02",
}
ASSET = {
    "id": 31,
    "name": "WOR-00031",
    "accountId": 512,
    "accountLocationId": 77,
    "contactId": 902,
    "categoryId": 4,
    "category": "Workstation",
    "stateId": 1,
    "state": "In Use",
    "serialNumber": "SN31",
    "modelNumber": "Desk 400",
    "assetTag": "T31",
    "manufacturer": "Halvorsen",
    "osType": "Windows",
    "osInfo": "Windows 11 Pro",
    "description": None,
    "acquisitionDate": "2024-01-31T00:00:00",
    "warrantyExpirationDate": "2027-01-30T00:00:00Z",
    "isActive": True,
    "createdOn": "2024-02-01T08:00:00.1234567Z",
    "statuses": [],
}
ENTERED = datetime(2024, 2, 1, 8, tzinfo=UTC)


def one(entity, row, chosen=()):
    mapped = map_rows(entity, [row], chosen)
    assert not mapped.unreadable
    MODELS[entity].model_validate(mapped.records[0].data)
    absent = set(MODELS[entity].model_fields) - {"custom_fields"} - set(mapped.records[0].data)
    assert absent == CAPABILITIES.entities[entity].absent_fields
    return mapped.records[0]


def test_company():
    record = one(Entity.COMPANY, ACCOUNT)
    assert (record.source_id, record.label, record.business_date) == ("512", "Northwind Ltd", ENTERED)
    assert record.data == {"name": "Northwind Ltd", "website": None, "status_id": "active", "status": "Active"}


@pytest.mark.parametrize(("flag", "status_id", "name"), [(False, "inactive", "Inactive"), (None, None, None)])
def test_a_companys_status_is_its_flag(flag, status_id, name):
    data = one(Entity.COMPANY, {**ACCOUNT, "isActive": flag}).data
    assert (data["status_id"], data["status"]) == (status_id, name)


def test_a_nameless_company_is_labelled_by_its_code_and_left_to_the_destination():
    record = map_rows(Entity.COMPANY, [{**ACCOUNT, "accountName": None}]).records[0]
    assert (record.label, record.data["name"]) == ("NORTHW", "")


def test_the_two_company_statuses():
    mapped = map_rows(Entity.COMPANY_STATUS, STATUSES)
    assert [(record.source_id, record.data) for record in mapped.records] == [
        ("active", {"name": "Active"}),
        ("inactive", {"name": "Inactive"}),
    ]


def test_locations_name_their_account_in_the_order_of_their_ids():
    depot, main = locations_of(ACCOUNT).identified
    record = one(Entity.COMPANY_SITE, main)
    assert record.source_id == one(Entity.CONTACT, CONTACT).data["site_id"] == "512-77"
    assert record.business_date is None
    assert record.data == {
        "name": "Main",
        "company_id": "512",
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
    assert one(Entity.COMPANY_SITE, depot).data["address"] is None
    assert [row["id"] for row in locations_of(ACCOUNT, after=70).identified] == [77]


def test_contact():
    record = one(Entity.CONTACT, {**CONTACT, VALUES: {"VIP": "true"}}, ("VIP", "Other"))
    assert (record.source_id, record.label, record.business_date) == ("902", "Ada Example", ENTERED)
    assert record.data == {
        "name": "Ada Example",
        "company_id": "512",
        "site_id": "512-77",
        "title": None,
        "email": "ada@northwind.example",
        "phone": "5550002",
        "active": False,
        "custom_fields": {"VIP": "true", "Other": None},
    }


def test_a_contact_without_place_in_an_account():
    data = one(Entity.CONTACT, {**CONTACT, "locationId": 0, "emails": None, "phones": []}).data
    assert (data["company_id"], data["site_id"], data["email"], data["phone"]) == ("512", None, None, None)


def test_asset():
    record = one(Entity.ASSET, ASSET)
    assert record.business_date.replace(microsecond=0) == ENTERED
    assert record.data == {
        "name": "WOR-00031",
        "company_id": "512",
        "status": "In Use",
        "type": "Workstation",
        "purchase_date": "2024-01-31",
        "warranty_expiry": "2027-01-30",
        "serial_number": "SN31",
        "os_type": "Windows",
        "notes": None,
        "manufacturer": "Halvorsen",
    }


@pytest.mark.parametrize(
    ("entity", "row", "data"),
    [
        (
            Entity.TICKET_BOARD,
            {"id": 1, "name": "Service Desk", "isActive": True},
            {"name": "Service Desk", "active": True},
        ),
        (
            Entity.TICKET_STATUS,
            {"id": 17, "name": "Completed", "statusOrder": 4, "typeId": 2, "isSystemStatus": 1, "isActive": False},
            {"name": "Completed", "active": False, "sort_order": 4},
        ),
        (
            Entity.TICKET_PRIORITY,
            {"id": 3, "name": "Medium", "color": "#ffaa00", "isDefault": True},
            {"name": "Medium", "is_default": True, "color": "#ffaa00"},
        ),
    ],
)
def test_lookups(entity, row, data):
    assert one(entity, row).data == data


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        "text",
        [],
        {},
        {"firstName": "no id"},
        {**CONTACT, "emails": 5},
        {**CONTACT, "phones": [3]},
        {**CONTACT, "accountId": [1]},
        {**CONTACT, "firstName": 7},
        {**CONTACT, "createdOn": "yesterday"},
        {**CONTACT, "createdOn": 20241231},
    ],
)
def test_a_row_of_another_shape_is_unreadable_and_harms_no_other(row):
    mapped = map_rows(Entity.CONTACT, [CONTACT, row, {**CONTACT, "id": 903}])
    assert [record.source_id for record in mapped.records] == ["902", "903"]
    assert len(mapped.unreadable) == 1
    assert 1 <= len(mapped.unreadable[0].source_id) <= 200
    assert mapped.unreadable[0] == map_rows(Entity.CONTACT, [row]).unreadable[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
NAMES = {*ACCOUNT, *LOCATION, *CONTACT, *ASSET, "isDefault", "color", "statusOrder"}


@pytest.mark.parametrize("entity", list(CAPABILITIES.entities))
@given(rows=st.lists(JSON | st.dictionaries(st.sampled_from(sorted(NAMES)), JSON, max_size=12), max_size=4))
def test_any_row_becomes_a_record_or_an_unreadable_one(entity, rows):
    mapped = map_rows(entity, rows)
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)


@given(account=JSON | st.fixed_dictionaries({"id": st.integers(1, 9), "locations": JSON}))
def test_whatever_an_account_holds_is_a_site_or_an_unreadable_one(account):
    found = locations_of(account)
    rows = [*found.identified, *found.others]
    mapped = map_rows(Entity.COMPANY_SITE, rows)
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)
