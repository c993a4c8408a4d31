"""Rows as Syncro sends them, and rows that are not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync.psa.syncro.capabilities import capabilities_of
from psasync.psa.syncro.choices import Choices
from psasync.psa.syncro.endpoints import ENDPOINTS, single
from psasync.psa.syncro.mapping import Mapper
from psasync.psa.syncro.mapping.companies import COMPANY_STATUSES
from psasync.psa.syncro.mapping.sites import rows_of_sites
from psasync.psa.syncro.mapping.tickets import row_of
from tests.unit.psa.syncro_rows import ASSET, CONTACT, CUSTOMER, FURTHER

ROWS = {
    Entity.COMPANY: CUSTOMER,
    Entity.COMPANY_SITE: {"customer": CUSTOMER, "address": FURTHER},
    Entity.CONTACT: CONTACT,
    Entity.ASSET: ASSET,
    Entity.COMPANY_STATUS: COMPANY_STATUSES[0],
    Entity.TICKET_BOARD: {"id": 5, "name": "Incident"},
    Entity.TICKET_STATUS: row_of("In Progress"),
    Entity.TICKET_PRIORITY: row_of("0 Urgent"),
}


def one(entity, row, chosen=(), **choices):
    mapped = Mapper(Choices(**choices)).map_rows(entity, [row], chosen)
    assert not mapped.unreadable
    MODELS[entity].model_validate(mapped.records[0].data)
    return mapped.records[0]


def test_company():
    record = one(Entity.COMPANY, CUSTOMER, ("Tier", "Seats", "Other"))
    assert (record.source_id, record.label) == ("301", "Northwind Ltd")
    assert record.business_date == datetime(2024, 2, 1, 8, tzinfo=UTC)
    assert record.data == {
        "name": "Northwind Ltd",
        "status_id": "enabled",
        "status": "Enabled",
        "custom_fields": {"Tier": "Gold", "Seats": 40, "Other": None},
    }


@pytest.mark.parametrize(
    ("disabled", "status"), [(True, ("disabled", "Disabled")), (False, ("enabled", "Enabled")), (None, (None, None))]
)
def test_the_status_of_a_company_is_its_flag(disabled, status):
    data = one(Entity.COMPANY, {**CUSTOMER, "disabled": disabled}).data
    assert (data["status_id"], data["status"]) == status
    assert status[0] in {row["id"] for row in COMPANY_STATUSES} | {None}


def test_a_customer_that_is_a_person_has_the_persons_name():
    assert one(Entity.COMPANY, {**CUSTOMER, "business_name": None}).data["name"] == "Ada Example"


def test_a_customer_without_any_name_is_handed_on_and_labelled_by_its_id():
    mapped = Mapper(Choices()).map_rows(Entity.COMPANY, [{"id": 5}])
    assert (mapped.records[0].label, mapped.records[0].data["name"], mapped.records[0].business_date) == (
        "#5",
        "",
        None,
    )


def test_the_website_is_absent_unless_a_property_holds_it():
    assert "website" not in one(Entity.COMPANY, CUSTOMER).data
    assert one(Entity.COMPANY, CUSTOMER, website="Website").data["website"] == "https://northwind.example"
    assert one(Entity.COMPANY, {**CUSTOMER, "properties": None}, website="Website").data["website"] is None


def test_the_own_address_of_a_customer_is_its_main_site():
    [row] = rows_of_sites({**CUSTOMER, "addresses": [FURTHER]}, further=False)
    record = one(Entity.COMPANY_SITE, row)
    assert (record.source_id, record.label) == ("301-main", "Northwind Ltd: Main")
    assert record.business_date == datetime(2024, 2, 1, 8, tzinfo=UTC)
    assert record.data == {
        "name": "Main",
        "company_id": "301",
        "primary": True,
        "address": {
            "line1": "1 Acorn Street",
            "line2": None,
            "city": "Alderton",
            "region": "OH",
            "postal_code": "43002",
        },
    }


def test_further_addresses_are_sites_too_where_they_are_asked_for():
    main, further = rows_of_sites({**CUSTOMER, "addresses": [FURTHER]}, further=True)
    assert one(Entity.COMPANY_SITE, main).source_id == "301-main"
    record = one(Entity.COMPANY_SITE, further)
    assert (record.source_id, record.label) == ("301-77", "Northwind Ltd: Depot")
    assert record.business_date == datetime(2025, 3, 1, 8, tzinfo=UTC)
    assert (record.data["name"], record.data["primary"], record.data["company_id"]) == ("Depot", False, "301")
    assert record.data["address"]["line2"] == "Gate 2"


@pytest.mark.parametrize("addresses", [None, [], "text", {}])
def test_a_customer_without_an_address_has_no_site(addresses):
    homeless = {**CUSTOMER, **dict.fromkeys(("address", "address_2", "city", "state", "zip")), "addresses": addresses}
    assert rows_of_sites(homeless, further=True) == []


@pytest.mark.parametrize("customer", [None, 7, "text", []])
def test_what_is_no_customer_is_reported_among_the_sites(customer):
    mapped = Mapper(Choices()).map_rows(Entity.COMPANY_SITE, rows_of_sites(customer, further=True))
    assert (len(mapped.records), len(mapped.unreadable)) == (0, 1)


def test_contact():
    record = one(Entity.CONTACT, CONTACT, ("VIP", "Other"))
    assert (record.source_id, record.label) == ("902", "Ada Example")
    assert record.data == {
        "name": "Ada Example",
        "company_id": "301",
        "title": "Buyer",
        "email": "ada@northwind.example",
        "phone": "5550002",
        "address": {
            "line1": "1 Acorn Street",
            "line2": None,
            "city": "Alderton",
            "region": "OH",
            "postal_code": "43002",
        },
        "custom_fields": {"VIP": True, "Other": None},
    }


def test_asset():
    record = one(Entity.ASSET, ASSET)
    assert record.business_date == datetime(2019, 10, 21, 4, 40, 27, 117000, tzinfo=UTC)
    assert record.data == {
        "name": "SER-00007",
        "company_id": "301",
        "type": "Server",
        "serial_number": "SN1",
        "os_type": "Debian GNU/Linux 13",
        "manufacturer": "Tanagra",
        "purchase_date": "2024-02-01",
        "warranty_expiry": None,
    }


def test_properties_of_other_names_and_numbers_in_them():
    data = one(Entity.ASSET, ASSET, os_type="Memory", manufacturer="Maker", purchase_date="", warranty_expiry="").data
    assert (data["os_type"], data["manufacturer"]) == ("16", None)
    assert not {"purchase_date", "warranty_expiry"} & set(data)


@pytest.mark.parametrize(
    ("text", "rank"), [("0 Urgent", 0), ("3 Low", 3), ("10 Someday", 10), ("Urgent", None), ("1st", None), ("7", None)]
)
def test_priorities_are_ranked_by_the_number_they_begin_with(text, rank):
    record = one(Entity.TICKET_PRIORITY, row_of(text))
    assert (record.source_id, record.data) == (text, {"name": text, "sort_order": rank})


def test_ticket_set_up():
    assert one(Entity.TICKET_BOARD, {"id": 5, "name": "Incident"}).source_id == "5"
    assert one(Entity.TICKET_BOARD, row_of("Hardware")).data == {"name": "Hardware"}
    assert one(Entity.TICKET_STATUS, row_of("In Progress")).source_id == "In Progress"


@pytest.mark.parametrize(
    "choices", [{}, {"website": "Website", "os_type": "", "manufacturer": "", "purchase_date": "x"}]
)
def test_the_capabilities_name_exactly_the_fields_that_records_lack(choices):
    for entity, capability in capabilities_of(Choices(**choices)).entities.items():
        fields = set(MODELS[entity].model_fields) - {"custom_fields"}
        assert fields - set(one(entity, ROWS[entity], **choices).data) == capability.absent_fields, entity


@pytest.mark.parametrize(
    ("entity", "content"),
    [
        (Entity.COMPANY, {"customer": CUSTOMER}),
        (Entity.CONTACT, CONTACT),
        (Entity.CONTACT, {"contact": CONTACT}),
        (Entity.ASSET, {"asset": ASSET}),
        (Entity.ASSET, ASSET),
    ],
)
def test_single_records_come_wrapped_or_bare(entity, content):
    assert single(ENDPOINTS[entity], content) == ROWS[entity]


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        "text",
        [],
        {},
        {"name": "no id"},
        {**CONTACT, "id": ""},
        {**CONTACT, "id": True},
        {**CONTACT, "properties": ["title"]},
        {**CONTACT, "properties": 5},
        {**CONTACT, "created_at": "yesterday"},
        {**CONTACT, "created_at": "2024-02-01T08:00:00"},
    ],
)
def test_a_row_of_another_shape_is_unreadable_and_harms_no_other(row):
    mapper = Mapper(Choices())
    mapped = mapper.map_rows(Entity.CONTACT, [CONTACT, row, {**CONTACT, "id": 903}])
    assert [record.source_id for record in mapped.records] == ["902", "903"]
    assert len(mapped.unreadable) == 1
    assert mapped.unreadable[0] == mapper.map_rows(Entity.CONTACT, [row]).unreadable[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_no_row_breaks_the_mapping(entity, data):
    fields = st.dictionaries(st.sampled_from(sorted(ROWS[entity])), JSON, max_size=6)
    rows = data.draw(st.lists(fields.map(lambda changed: {**ROWS[entity], **changed}) | JSON, max_size=5))
    mapped = Mapper(Choices(website="Website")).map_rows(entity, rows, ("Tier",))
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)
    assert all(1 <= len(record.label) <= 200 and record.source_id for record in mapped.records)


@given(JSON | st.dictionaries(st.sampled_from([*CUSTOMER, "addresses"]), JSON, max_size=8), st.booleans())
def test_no_customer_breaks_its_sites(customer, further):
    rows = rows_of_sites(customer, further=further)
    mapped = Mapper(Choices()).map_rows(Entity.COMPANY_SITE, rows)
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)
