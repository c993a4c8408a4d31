"""Where people look at records in a system's own web pages."""

from __future__ import annotations

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.record_pages import record_pages as connectwise
from psasync.psa.registry import SYSTEMS
from psasync.psa.syncro.record_pages import record_pages as syncro


@pytest.mark.parametrize("address", ["https://na.myconnectwise.net", "https://api-na.myconnectwise.net"])
def test_connectwise_opens_a_record_by_its_type_on_its_web_host(address):
    pages = connectwise({"base_url": address, "company": "acme & co"})
    assert pages[Entity.COMPANY] == (
        "https://na.myconnectwise.net/v4_6_release/services/system_io/router/openrecord.rails"
        "?companyName=acme+%26+co&recordType=CompanyFv&recid={id}"
    )
    assert set(pages) == {Entity.COMPANY, Entity.CONTACT, Entity.ASSET}


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1:8190/connectwise", "https://psa.example.com", "https://[", "x"]
)
def test_where_it_is_not_known_there_is_none(address):
    assert connectwise({"base_url": address, "company": "acme"}) == {}


@pytest.mark.parametrize("address", ["acme", "https://acme.syncromsp.com", "https://ACME.syncromsp.com/api/v1"])
def test_syncro_goes_by_the_subdomain(address):
    assert syncro({"base_url": address})[Entity.ASSET] == "https://acme.syncromsp.com/customer_assets/{id}"


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:8190/syncro", "https://evil.example/acme"])
def test_syncro_elsewhere_has_none(address):
    assert syncro({"base_url": address}) == {}


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_system_raises_for_settings_that_say_nothing(system):
    pages = SYSTEMS[system].record_pages
    assert pages is None or not pages({})
