"""ConnectWise as a destination: identifiers, and what is changed of a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.destination.changes import operations
from psasync.psa.connectwise.destination.companies import MAX_IDENTIFIER, new_company, wanted_company
from psasync.psa.connectwise.destination.contacts import new_contact, wanted_contact
from psasync.psa.connectwise.destination.targets import Targets
from psasync.psa.connectwise.mapping.contacts import contact as read_contact
from psasync.psa.destination import Outgoing
from psasync.psa.port import PsaError
from psasync.psa.toolkit.external_key import external_key
from psasync.psa.toolkit.person_names import first_and_last

ids = st.text(min_size=1, max_size=60) | st.text("0123456789abcXYZ-", min_size=1, max_size=30)
MAIL = {"id": 1, "type": {"id": 1}, "communicationType": "Email", "value": "old@x.example", "defaultFlag": True}
OTHER = {"id": 2, "communicationType": "Email", "value": "second@x.example", "defaultFlag": False}
PHONE = {"id": 3, "communicationType": "Phone", "value": "123", "defaultFlag": True}


def out(entity: Entity, source_id: str = "7", *, deleted: bool = False, parents=None, **data) -> Outgoing:
    return Outgoing(entity, source_id, "label", data, "v", "k", parents=parents or {}, deleted=deleted)


def identifier_of(prefix: str, source_id: str) -> str:
    return external_key(prefix, source_id, MAX_IDENTIFIER)


class TestIdentifiers:
    @given(st.sampled_from(["PS-", "P", "ABCDEFGH"]), ids, ids)
    def test_each_source_id_has_its_own_whatever_the_case(self, prefix, one, other):
        first, second = identifier_of(prefix, one), identifier_of(prefix, other)
        assert (first.casefold() == second.casefold()) == (one == other)
        assert len(first) <= MAX_IDENTIFIER
        assert first.startswith(prefix)
        assert first.isascii()

    def test_simple_ones_can_be_read(self):
        assert identifier_of("PS-", "1042") == "PS-1042"
        assert identifier_of("PS-", "ab-7") == "PS-AB-7"
        assert identifier_of("PS-", "AB-7") != "PS-AB-7"


class TestSettings:
    @pytest.mark.parametrize(
        "settings", [{"identifier_prefix": "far too long"}, {"company_status_id": "active"}, {"phone_type_id": "-1"}]
    )
    def test_wrong_ones_are_named(self, settings):
        with pytest.raises(PsaError, match=next(iter(settings))):
            Targets.of(settings)

    def test_none_means_the_systems_own(self):
        assert Targets.of({"company_status_id": ""}) == Targets()


class TestCompanies:
    def test_a_new_one(self):
        body = new_company(out(Entity.COMPANY, name="Acme", website=None, status="Active"), Targets(company_status=3))
        assert body == {"identifier": "PS-7", "name": "Acme", "status": {"id": 3}}

    def test_only_what_differs_and_what_the_source_has(self):
        current = {"name": "Acme", "website": "old.example", "phoneNumber": "1", "status": {"id": 2}}
        changed = wanted_company(out(Entity.COMPANY, name="Acme", website=None), current, Targets())
        assert operations(current, changed) == [{"op": "replace", "path": "website", "value": ""}]
        assert operations(current, wanted_company(out(Entity.COMPANY, name="Acme"), current, Targets())) == []

    def test_deleted_and_back(self):
        targets = Targets(company_status=1, deleted_status=9)
        gone = wanted_company(out(Entity.COMPANY, deleted=True), {"status": {"id": 1}}, targets)
        assert gone == {"status": {"id": 9}}
        back = wanted_company(out(Entity.COMPANY, name="A"), {"status": {"id": 9}}, targets)
        assert back["status"] == {"id": 1}
        assert "status" not in wanted_company(out(Entity.COMPANY, name="A"), {"status": {"id": 4}}, targets)
        assert wanted_company(out(Entity.COMPANY, deleted=True), {}, Targets()) == {}


class TestContacts:
    def test_a_new_one(self):
        record = out(
            Entity.CONTACT, parents={"company_id": "12"}, name="Ada King Lovelace", email="a@x.example", phone=None,
            address={"city": "London", "country": "UK", "line2": None}, title=None,
        )  # fmt: skip
        assert new_contact(record, Targets(email_type=4)) == {
            "firstName": "Ada",
            "lastName": "King Lovelace",
            "inactiveFlag": False,
            "company": {"id": 12},
            "city": "London",
            "communicationItems": [
                {"communicationType": "Email", "value": "a@x.example", "defaultFlag": True, "type": {"id": 4}}
            ],
        }

    @given(
        st.lists(st.sampled_from([MAIL, OTHER, PHONE]), max_size=3, unique_by=lambda item: item["id"]),
        st.none() | st.sampled_from(["old@x.example", "new@x.example"]),
        st.none() | st.sampled_from(["123", "456"]),
    )
    def test_what_was_written_is_read_back_and_nothing_else_is_lost(self, items, email, phone):
        record = out(Entity.CONTACT, name="Ada", email=email, phone=phone)
        written = wanted_contact(record, {"communicationItems": items}, Targets())
        row = {"id": 1, **written}
        read = read_contact(row)
        kept = [item for item in items if item["communicationType"] == "Email"]
        if email is not None or len(kept) < 2:
            assert read["email"] == email
        assert read["phone"] == phone
        assert wanted_contact(record, row, Targets()) == written or email is None
        if MAIL in items and OTHER in items:
            assert OTHER in written["communicationItems"]

    def test_only_what_differs(self):
        current = {
            "firstName": "Ada", "lastName": None, "inactiveFlag": False, "company": {"id": 5, "name": "X"},
            "communicationItems": [MAIL, PHONE], "title": "Boss",
        }  # fmt: skip
        record = out(Entity.CONTACT, parents={"company_id": "5"}, name="Ada", email="new@x.example")
        (one,) = operations(current, wanted_contact(record, current, Targets()))
        assert one == {
            "op": "replace",
            "path": "communicationItems",
            "value": [{**MAIL, "value": "new@x.example"}, PHONE],
        }
        moved = out(Entity.CONTACT, parents={"company_id": "6"}, name="Ada", active=False)
        assert operations(current, wanted_contact(moved, current, Targets())) == [
            {"op": "replace", "path": "inactiveFlag", "value": True},
            {"op": "replace", "path": "company", "value": {"id": 6}},
        ]

    def test_deleted(self):
        assert wanted_contact(out(Entity.CONTACT, deleted=True), {}, Targets()) == {"inactiveFlag": True}

    @pytest.mark.parametrize(
        ("name", "parts"), [("Ada", ("Ada", "")), ("Ada  L", ("Ada", "L")), (" A B C ", ("A", "B C")), ("", ("", ""))]
    )
    def test_names(self, name, parts):
        assert first_and_last(name) == parts
