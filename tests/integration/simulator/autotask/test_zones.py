"""Where an account lives, who may call it, and what happens when it moves."""

import httpx
import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.integration.simulator.autotask.accounts import speaking

SCOPE = ReadScope(Entity.CONTACT)


def _zones(harness):
    """Of each call, in order; the discovery is none of a zone."""
    return [call["path"].split("/")[1] for call in harness.calls()]


@pytest.mark.parametrize("host", ["", "/webservices2"])
def test_any_host_names_the_zone_without_credentials(harness, host):
    address = f"{harness.base_url}{host}/ATServicesRest/V1.0/zoneInformation"
    found = httpx.get(address, params={"user": f"{harness.account}@msp.example".upper()}, trust_env=False).json()
    assert found["url"] == f"{harness.base_url}/webservices5/atservicesrest/"
    unknown = httpx.get(address, params={"user": "nobody@msp.example"}, trust_env=False)
    assert unknown.status_code == 500
    assert "could not be determined" in unknown.json()["errors"][0]


def test_databases_have_numbers_of_their_own(harness, simulator):
    other = type(harness)(simulator, size=10)
    numbers = {
        httpx.get(
            f"{one.base_url}/atservicesrest/v1.0/zoneinformation?user={one.account}@msp.example", trust_env=False
        ).json()["ci"]
        for one in (harness, other)
    }
    assert len(numbers) == 2


def test_versions(harness):
    answer = httpx.get(f"{harness.base_url}/atservicesrest/versioninformation", trust_env=False)
    assert answer.json() == {"apiVersions": ["1.0"]}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Secret": "wrong"}, 401),
        ({"UserName": "nobody@msp.example"}, 401),
        ({"ApiIntegrationCode": "wrong"}, 500),
    ],
)
def test_three_headers_open_an_account(harness, headers, status):
    with speaking(harness, **headers) as api:
        assert api.get("/ThresholdInformation").status_code == status


async def test_the_zone_is_asked_for_once_and_without_the_secret(harness):
    adapter = harness.open()
    for _ in range(3):
        await adapter.read_page(SCOPE, None, limit=20)
    await adapter.aclose()
    assert _zones(harness).count("ATServicesRest") == 1


async def test_a_moved_database_takes_the_reader_along(harness):
    adapter = harness.open()
    first = await adapter.read_page(SCOPE, None, limit=20)
    adapter._client._zones._read_at -= 3600  # its zone was asked for an hour ago
    harness.simulator.patch(harness.path, {"zone": "webservices14"})
    rest = await adapter.read_page(SCOPE, first.next)
    await adapter.aclose()
    assert [record.source_id for record in [*first.records, *rest.records]] == harness.source_ids(Entity.CONTACT)
    assert _zones(harness)[-3:] == ["webservices5", "ATServicesRest", "webservices14"]


async def test_lasting_refusals_ask_for_the_zone_once_a_minute(harness):
    adapter = harness.open()
    await adapter.read_page(SCOPE, None, limit=20)
    adapter._client._zones._read_at -= 3600
    harness.simulator.patch(harness.path, {"secret": "another"})
    for _ in range(3):
        with pytest.raises(PsaError) as caught:
            await adapter.read_page(SCOPE, None)
        assert (caught.value.code, caught.value.permanent) == (IssueCode.CREDENTIALS_REFUSED, True)
    await adapter.aclose()
    assert _zones(harness).count("ATServicesRest") == 2


@pytest.mark.parametrize(
    "address", ["http://localhost:8190/webservices5/atservicesrest/", "https://psa.example.org/atservicesrest/", "text"]
)
async def test_a_zone_that_is_neither_autotasks_nor_the_operators_gets_no_secret(harness, address):
    harness.simulator.patch(harness.path, {"zone_address": address})
    adapter = harness.open()
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(SCOPE, None)
    await adapter.aclose()
    assert (caught.value.code, caught.value.permanent) == (IssueCode.ADDRESS_FORBIDDEN, True)
    assert address not in caught.value.message
    assert _zones(harness) == ["ATServicesRest"]


async def test_a_wrong_integration_code_is_authentication(harness):
    adapter = harness.open(keys={"integration_code": "wrong"})
    report = await adapter.check()
    await adapter.aclose()
    assert (report.ok, report.error_kind) == (False, "authentication")
    assert "IntegrationCode" in report.message
