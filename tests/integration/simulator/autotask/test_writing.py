"""Writing to the simulation over the adapter's own client: the way a destination goes."""

import pytest

from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import Connection
from psasync.psa.port import PsaError
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.systems.autotask import AutotaskHarness

COMPANY = {"companyName": "Northwind Ltd", "companyType": 1, "phone": "5550100"}
CONTACT = {"firstName": "Ada", "lastName": "Example", "isActive": 1}


@pytest.fixture
async def client(harness):
    opened = Client(Connection.of(harness.credentials()), CountingBudget())
    yield opened
    await opened.aclose()


async def _item(client, path):
    return (await client.call("GET", path)).content["item"]


async def _found(client, entity, *filters):
    return (await client.call("POST", f"{entity}/query", {"filter": list(filters)})).content["items"]


async def test_a_company_is_created_found_and_changed(client):
    created = (await client.call("POST", "Companies", COMPANY)).content
    number = created["itemId"]
    assert created == {"itemId": number}
    item = await _item(client, f"Companies/{number}")
    assert (item["companyName"], item["isActive"], item["city"]) == ("Northwind Ltd", True, None)
    by_name = {"op": "eq", "field": "companyName", "value": "northwind ltd"}
    assert [row["id"] for row in await _found(client, "Companies", by_name)] == [number]
    changed = await client.call("PATCH", "Companies", {"id": number, "city": "Alderton"})
    assert changed.content == {"itemId": number}
    item = await _item(client, f"Companies/{number}")
    assert (item["companyName"], item["city"], item["phone"]) == ("Northwind Ltd", "Alderton", "5550100")


async def test_a_contact_is_written_below_its_company(client):
    number = (await client.call("POST", "Companies/2/Contacts", CONTACT)).content["itemId"]
    assert (await _item(client, f"Contacts/{number}"))["companyID"] == 2
    await client.call("PATCH", "Companies/2/Contacts", {"id": number, "title": "Buyer", "isActive": 0})
    item = await _item(client, f"Contacts/{number}")
    assert (item["title"], item["isActive"], item["lastName"]) == ("Buyer", 0, "Example")
    for path in ("Contacts", "Companies/2/contacts/3"):
        with pytest.raises(PsaError):
            await client.call("POST", path, CONTACT)
    with pytest.raises(PsaError):
        await client.call("PATCH", "Companies/3/Contacts", {"id": number, "title": "Elsewhere"})


async def test_custom_fields_that_are_not_named_keep_their_value(client):
    fields = [{"name": "Tier", "value": "Gold"}]
    number = (await client.call("POST", "Companies", {**COMPANY, "userDefinedFields": fields})).content["itemId"]
    body = {"id": number, "userDefinedFields": [{"name": "Onboarded", "value": "2026-01-01T00:00:00Z"}]}
    await client.call("PATCH", "Companies", body)
    values = {one["name"]: one["value"] for one in (await _item(client, f"Companies/{number}"))["userDefinedFields"]}
    assert values == {"Tier": "Gold", "Onboarded": "2026-01-01T00:00:00Z"}
    named = {"op": "eq", "field": "Onboarded", "value": "2026-01-01T00:00:00Z", "udf": True}
    assert [row["id"] for row in await _found(client, "Companies", named)] == [number]


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "Companies", {"companyType": 1}, "Value does not exist for the required field companyName"),
        ("POST", "Companies", {**COMPANY, "companyName": ""}, "required field companyName"),
        ("POST", "Companies", {**COMPANY, "companyType": 99}, "does not exist in the picklist of companyType"),
        ("POST", "Companies", {**COMPANY, "countryID": 99}, "Country 99"),
        ("POST", "Companies", {**COMPANY, "isActive": None}, "isActive must be a boolean"),
        ("POST", "Companies", {**COMPANY, "name": "x"}, "Unable to find name"),
        (
            "POST",
            "Companies",
            {**COMPANY, "userDefinedFields": [{"name": "Nope", "value": "x"}]},
            "user-defined field Nope does not exist",
        ),
        ("PATCH", "Companies", {"companyName": "x"}, "required field id"),
        ("PATCH", "Companies", {"id": 999999, "companyName": "x"}, "Company 999999 does not exist"),
        ("POST", "Companies/2/Contacts", {"firstName": "Ada", "isActive": 1}, "required field lastName"),
        ("POST", "Companies/999999/Contacts", CONTACT, "parent Company 999999 does not exist"),
    ],
)
async def test_refusals_are_permanent_and_in_autotasks_words(client, harness, method, path, body, words):
    before = harness.simulator.get(f"{harness.path}/records/companies")
    with pytest.raises(PsaError) as caught:
        await client.call(method, path, body)
    assert (caught.value.kind, caught.value.status) == (ErrorKind.TECHNICAL, 500)
    assert words in caught.value.message
    assert caught.value.permanent or "must be" in words
    assert harness.simulator.get(f"{harness.path}/records/companies") == before


async def test_a_database_can_want_more_of_a_company(simulator):
    wanted = ["companyName", "companyType", "phone", "ownerResourceID"]
    harness = AutotaskHarness(simulator, size=10, spec={"required_of_companies": wanted})
    client = Client(Connection.of(harness.credentials()), CountingBudget())
    with pytest.raises(PsaError) as caught:
        await client.call("POST", "Companies", COMPANY)
    assert "ownerResourceID" in caught.value.message
    fields = (await client.call("GET", "Companies/entityInformation/fields")).content["fields"]
    assert {field["name"] for field in fields if field["isRequired"]} == set(wanted)
    await client.call("POST", "Companies", {**COMPANY, "ownerResourceID": 29682885})
    await client.aclose()
