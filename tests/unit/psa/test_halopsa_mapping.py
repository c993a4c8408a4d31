"""HaloPSA's rows, with the types and spellings that its API has, as canonical records."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.capabilities import CAPABILITIES
from psasync.psa.halopsa.choices import ASSET_FIELDS
from psasync.psa.halopsa.declaration import _asset_field, _custom_field
from psasync.psa.halopsa.mapping import Instance, map_rows, row_number
from psasync.psa.halopsa.mapping.companies import MAIN_SITE
from psasync.psa.halopsa.reading.whole import _distinct
from psasync.psa.port import DeclaredField
from tests.unit.psa.halopsa_rows import ASSET, CLIENT, SITE, USER

LONDON = Instance(ZoneInfo("Europe/London"), ASSET_FIELDS)


def one(entity, row, chosen=()):
    mapped = map_rows(entity, LONDON, [row], chosen)
    assert not mapped.unreadable
    return mapped.records[0]


def test_client():
    record = one(Entity.COMPANY, CLIENT)
    assert (record.source_id, record.label) == ("12", "Acme")
    assert record.business_date == datetime(2026, 7, 1, 8, 0, 0, 123456, tzinfo=UTC)  # summer time in London
    assert record.data == {
        "name": "Acme",
        "website": "https://acme.example",
        "status_id": "active",
        "status": "Active",
    }


@pytest.mark.parametrize("flag", [True, 1])
def test_an_inactive_client_has_the_other_of_the_two_statuses(flag):
    record = one(Entity.COMPANY, {**CLIENT, "inactive": flag})
    assert (record.data["status_id"], record.data["status"]) == ("inactive", "Inactive")


def test_company_statuses_are_the_states_of_the_flag():
    record = one(Entity.COMPANY_STATUS, {"id": "active", "name": "Active"})
    assert (record.source_id, record.data) == ("active", {"name": "Active"})


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-20T09:14:00", datetime(2026, 11, 20, 9, 14, tzinfo=UTC)),
        ("2026-11-20T09:14:00Z", datetime(2026, 11, 20, 9, 14, tzinfo=UTC)),
        ("2026-11-20T09:14:00+02:00", datetime(2026, 11, 20, 7, 14, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        ("1900-01-01T00:00:00", None),
        ("", None),
        (None, None),
    ],
)
def test_business_dates(written, instant):
    assert one(Entity.COMPANY, {**CLIENT, "datecreated": written}).business_date == instant


def test_custom_fields_by_name_or_label_with_what_people_call_their_values():
    chosen = ("CFtier", "onboarded", "CFtags", "CFempty", "CFnone")
    assert one(Entity.COMPANY, CLIENT, chosen).data["custom_fields"] == {
        "CFtier": "Gold",
        "onboarded": "2019-02-01T00:00:00",
        "CFtags": ["VIP"],
        "CFempty": None,
        "CFnone": None,
    }


def test_site_with_a_decimal_client_id():
    record = one(Entity.COMPANY_SITE, SITE)
    assert record.source_id == "18"
    assert record.data == {
        "name": "Main",
        "company_id": "12",
        "active": True,
        "primary": True,
        "address": {
            "line1": "1 Acorn Street",
            "line2": None,
            "city": "Alderton",
            "region": "OH",
            "postal_code": "43002",
            "country": None,
        },
    }


def test_a_site_has_the_same_address_in_lists_and_by_itself():
    alone = {name: value for name, value in SITE.items() if not name.startswith("delivery_")}
    alone["delivery_address"] = {
        "line1": "1 Acorn Street", "line2": "", "line3": "Alderton", "line4": "OH", "postcode": "43002"
    }  # fmt: skip
    assert one(Entity.COMPANY_SITE, alone) == one(Entity.COMPANY_SITE, SITE)


@pytest.mark.parametrize(("main", "primary"), [(18, True), (19, False), (0, False), (None, None)])
def test_the_main_site_is_the_one_that_its_client_names(main, primary):
    assert one(Entity.COMPANY_SITE, {**SITE, MAIN_SITE: main}).data["primary"] is primary


def test_user():
    record = one(Entity.CONTACT, USER)
    assert (record.source_id, record.label, record.business_date) == ("77", "Jane Doe", None)
    assert record.data == {
        "name": "Jane Doe",
        "company_id": "12",
        "site_id": "18",
        "title": "Buyer",
        "email": "jane@acme.example",
        "phone": "5550003",
        "active": True,
    }


def test_a_user_with_nothing_but_an_id():
    record = one(Entity.CONTACT, {"id": 5})
    assert (record.source_id, record.label) == ("5", "#5")
    assert record.data == {
        "name": "", "company_id": None, "site_id": None, "title": None, "email": None, "phone": None, "active": True
    }  # fmt: skip


def test_asset():
    record = one(Entity.ASSET, ASSET, ("Model",))
    assert (record.source_id, record.label) == ("9", "WOR-00009")
    assert record.data == {
        "name": "WOR-00009",
        "company_id": "12",
        "status": "In use",
        "type": "Workstation",
        "purchase_date": "2024-03-31",
        "warranty_expiry": "2027-03-31",
        "serial_number": "SN01",
        "os_type": None,
        "notes": None,
        "custom_fields": {"Model": "T1 mini"},
    }


def test_what_an_asset_does_not_have_is_left_out():
    bare = {"id": 9, "inventory_number": "T9", "client_id": 0}
    assert one(Entity.ASSET, bare).data == {
        "name": "T9", "company_id": None, "type": None, "warranty_expiry": None, "notes": None
    }  # fmt: skip


def test_a_purchase_date_may_stand_in_the_row_itself():
    row = {**ASSET, "fields": [], "supplier_purchasedate": "2024-03-30T00:00:00"}
    assert one(Entity.ASSET, row).data["purchase_date"] == "2024-03-30"


def test_asset_fields_are_found_by_label_or_number_in_the_order_of_the_connection():
    labels = {"serial_number": ("Service Tag", "117"), "manufacturer": ("model",)}
    mapped = map_rows(Entity.ASSET, Instance(ZoneInfo("UTC"), labels), [ASSET])
    assert mapped.records[0].data["serial_number"] == "SN01"
    assert mapped.records[0].data["manufacturer"] == "T1 mini"
    tagged = {**ASSET, "fields": [*ASSET["fields"], {"id": 3, "name": "x", "label": "Service tag ", "value": "ST9"}]}
    mapped = map_rows(Entity.ASSET, Instance(ZoneInfo("UTC"), labels), [tagged])
    assert mapped.records[0].data["serial_number"] == "ST9"


@pytest.mark.parametrize(
    ("entity", "row", "source_id", "data"),
    [
        (Entity.TICKET_BOARD, {"id": 1, "name": "1st Line"}, "1", {"name": "1st Line"}),
        (Entity.TICKET_BOARD, {"id": 1, "name": "Old", "inactive": True}, "1", {"name": "Old", "active": False}),
        (Entity.TICKET_STATUS, {"id": 9, "name": "Closed"}, "9", {"name": "Closed"}),
        (
            Entity.TICKET_STATUS,
            {"id": 2, "name": "In Progress", "sequence": 20},
            "2",
            {"name": "In Progress", "sort_order": 20},
        ),
        (
            Entity.TICKET_PRIORITY,
            {
                "id": "3e485768-7967-452e-ee50-08d7e0f912c9",
                "slaid": 3,
                "priorityid": 3,
                "name": "Medium",
                "colour": "#fcdc00",
            },
            "3",
            {"name": "Medium", "color": "#fcdc00"},
        ),
    ],
)
def test_small_lists(entity, row, source_id, data):
    record = one(entity, row)
    assert (record.source_id, record.data) == (source_id, data)


def test_of_a_priority_in_several_slas_the_first_ones_row_stands():
    rows = [
        {"id": "b", "slaid": 2, "priorityid": 1, "name": "Critical (gold)"},
        {"id": "c", "slaid": 2, "priorityid": 4, "name": "Only gold"},
        {"id": "a", "slaid": 1, "priorityid": 1, "name": "Critical"},
        None,
    ]
    distinct = _distinct(Entity.TICKET_PRIORITY, rows)
    assert [row and row["name"] for row in distinct] == ["Critical", "Only gold", None]


def test_absent_fields_are_those_that_no_record_carries():
    rows = {
        Entity.COMPANY: CLIENT,
        Entity.COMPANY_SITE: SITE,
        Entity.CONTACT: USER,
        Entity.ASSET: {**ASSET, "fields": [*ASSET["fields"], {"id": 31, "name": "Make", "value": "Tanagra"}]},
        Entity.COMPANY_STATUS: {"id": "active", "name": "Active"},
        Entity.TICKET_BOARD: {"id": 1, "name": "a", "inactive": False},
        Entity.TICKET_STATUS: {"id": 1, "name": "a", "sequence": 1},
        Entity.TICKET_PRIORITY: {"priorityid": 1, "name": "a"},
    }
    from psasync.contracts.canonical import MODELS

    for entity, capability in CAPABILITIES.entities.items():
        carried = set(one(entity, rows[entity]).data)
        assert set(MODELS[entity].model_fields) - {"custom_fields"} - carried == capability.absent_fields, entity


def test_declared_fields():
    row = {"id": 201, "name": "CFtier", "label": "Tier", "type": 2, "values": [{"id": 1, "name": "Gold"}, 5]}
    assert _custom_field(row) == DeclaredField("CFtier", "Tier", "2", ("Gold",))
    assert _custom_field({"id": 1, "name": "summary"}) is None
    assert _asset_field({"id": 117, "name": "Serial Number"}) == DeclaredField("Serial Number", "Serial Number")
    for broken in (None, 7, {}, {"name": 7}):
        assert _custom_field(broken) is None
        assert _asset_field(broken) is None


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        "text",
        [],
        {},
        {"name": "no id"},
        {**USER, "id": "seven"},
        {**USER, "id": 7.5},
        {**USER, "id": True},
        {**USER, "name": 7},
        {**USER, "inactive": "perhaps"},
        {**USER, "emailaddress": ["a"]},
    ],
)
def test_a_row_of_another_shape_is_unreadable_and_harms_no_other(row):
    mapped = map_rows(Entity.CONTACT, LONDON, [USER, row, {**USER, "id": 78}])
    assert [record.source_id for record in mapped.records] == ["77", "78"]
    assert len(mapped.unreadable) == 1
    assert mapped.unreadable[0] == map_rows(Entity.CONTACT, LONDON, [row]).unreadable[0]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
ROWS = {Entity.COMPANY: CLIENT, Entity.COMPANY_SITE: SITE, Entity.CONTACT: USER, Entity.ASSET: ASSET}


@given(st.data(), st.sampled_from(list(CAPABILITIES.entities)))
def test_whatever_stands_in_a_row_it_has_an_outcome(data, entity):
    like = ROWS.get(entity, {"id": 1, "priorityid": 1, "name": "a", "sequence": 1, "colour": "red"})
    changed = st.dictionaries(st.sampled_from(sorted(like)), json_values, max_size=4)
    rows = data.draw(st.lists(json_values | changed.map(lambda change: {**like, **change}), max_size=5))
    mapped = map_rows(entity, LONDON, rows, ("CFtier", "Model"))
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)
    for row in rows:
        if entity is not Entity.COMPANY_STATUS:
            assert row_number(entity, row) is None or isinstance(row, dict)
