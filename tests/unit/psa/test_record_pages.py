"""Where people look at records in a system's own web pages."""

from __future__ import annotations

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.record_pages import record_pages as autotask
from psasync.psa.connectwise.record_pages import record_pages as connectwise
from psasync.psa.halopsa.record_pages import record_pages as halopsa
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


@pytest.mark.parametrize("address", ["https://ww5.autotask.net", "https://ww5.autotask.net/"])
def test_autotask_opens_a_record_by_a_command(address):
    pages = autotask({"web_url": address})
    assert pages[Entity.ASSET] == (
        "https://ww5.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx"
        "?Code=OpenInstalledProduct&InstalledProductID={id}"
    )
    assert set(pages) == {Entity.COMPANY, Entity.CONTACT, Entity.ASSET}


@pytest.mark.parametrize("address", ["", "http://ww5.autotask.net", "https://ww5.autotask.net.evil.example"])
def test_autotask_has_none_without_its_web_address(address):
    assert autotask({"web_url": address, "base_url": "https://webservices2.autotask.net"}) == {}


@pytest.mark.parametrize("address", ["https://acme.halopsa.com", "https://acme.halopsa.com/api/"])
def test_halopsa_has_its_pages_beside_its_api(address):
    pages = halopsa({"base_url": address})
    assert pages[Entity.COMPANY] == "https://acme.halopsa.com/customers?clientid={id}"
    assert pages[Entity.COMPANY_SITE] == "https://acme.halopsa.com/customers?mainview=site&siteid={id}"


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:8190/halopsa", "https://[", "https://a:b@halo.example"])
def test_halopsa_elsewhere_has_none(address):
    assert halopsa({"base_url": address}) == {}


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_system_raises_for_settings_that_say_nothing(system):
    pages = SYSTEMS[system].record_pages
    assert pages is None or not pages({})
