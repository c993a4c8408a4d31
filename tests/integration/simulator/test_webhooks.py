"""Callbacks from registration to the ticket event, over real HTTP, with the real verifier."""

import dataclasses

import orjson
import pytest

from psasync.psa.connectwise import TicketCallbacks
from psasync.psa.connectwise.webhook.keys import SigningKeys
from psasync.psa.connectwise.webhook.verifier import ConnectWiseVerifier
from psasync.psa.live_tickets import HookTarget
from psasync.psa.port import WebhookRefused, WebhookUnverifiable
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.systems.connectwise import ConnectWiseHarness


@pytest.fixture
async def verifier():
    opened = ConnectWiseVerifier()
    yield opened
    await opened.aclose()


@pytest.fixture
async def callbacks(harness):
    opened = TicketCallbacks(harness.credentials(), budget=CountingBudget())
    yield opened
    await opened.aclose()


@pytest.fixture
async def registered(callbacks, receiver):
    await callbacks.register(target(receiver))
    return receiver


def target(receiver):
    return HookTarget(address=receiver.url, deactivation_address="", secret="")


def ticket(harness, **change):
    return harness.simulator.post(f"{harness.path}/tickets", change)


async def test_registration_is_idempotent_found_and_removed(callbacks, receiver, api):
    assert (await callbacks.find(target(receiver))).state == "absent"
    first = await callbacks.register(target(receiver))
    assert first.state == "active"
    assert await callbacks.register(target(receiver)) == first
    assert await callbacks.find(target(receiver)) == first
    listed = api.get("/system/callbacks").json()
    assert [(str(entry["id"]), entry["url"]) for entry in listed] == [(first.id, f"{receiver.url}?recordId=")]
    await callbacks.remove(target(receiver))
    await callbacks.remove(target(receiver))
    assert api.get("/system/callbacks").json() == []


async def test_what_others_registered_is_left_alone(callbacks, receiver, api):
    other = {"url": "https://other.example/hook", "objectId": 1, "type": "ticket", "level": "owner"}
    api.post("/system/callbacks", json=other)
    await callbacks.register(target(receiver))
    await callbacks.remove(target(receiver))
    assert [entry["url"] for entry in api.get("/system/callbacks").json()] == [other["url"]]


async def test_a_switched_off_registration_is_switched_on_again(harness, callbacks, receiver, api):
    first = await callbacks.register(target(receiver))
    api.patch(f"/system/callbacks/{first.id}", json=[{"op": "replace", "path": "inactiveFlag", "value": True}])
    ticket(harness, action="added")
    assert receiver.webhooks == []
    found = await callbacks.find(target(receiver))
    assert (found.state, found.id, bool(found.detail)) == ("inactive", first.id, True)
    assert await callbacks.register(target(receiver)) == first
    ticket(harness, action="added")
    assert len(receiver.webhooks) == 1


async def test_the_life_of_a_ticket(harness, registered, verifier):
    number = ticket(harness, action="added", fields={"summary": "Drucker läuft nicht ✓"})["id"]
    ticket(harness, action="updated", id=number)
    ticket(harness, action="deleted", id=number)
    events = [await verifier.verify(webhook, harness.credentials()) for webhook in registered.webhooks]
    assert [event.kind for event in events] == ["created", "updated", "deleted"]
    assert {event.ticket_id for event in events} == {str(number)}
    created, _, deleted = events
    assert created.title == "Drucker läuft nicht ✓"
    for named in (created.board, created.status, created.priority, created.company):
        assert named.id
        assert named.name
    assert created.occurred_at
    assert created.message_id
    assert created.payload["Entity"]["summary"] == created.title
    assert "Metadata" not in created.payload
    assert (deleted.partial, deleted.title, deleted.payload["Entity"]) == (True, None, None)
    assert (created.tenant, created.connection) == ("tenant-1", "connection-1")
    assert registered.paths == [f"/hooks/token?recordId={number}"] * 3


@pytest.mark.parametrize(
    ("tampering", "reason"),
    [
        ("signature", "signature_wrong"),
        ("body", "signature_wrong"),
        ("unsigned", "signature_missing"),
        ("key_host", "key_address_forbidden"),
    ],
)
async def test_what_was_tampered_with_is_refused(harness, registered, verifier, tampering, reason):
    ticket(harness, action="added", tampering=tampering)
    with pytest.raises(WebhookRefused) as caught:
        await verifier.verify(registered.webhooks[0], harness.credentials())
    assert caught.value.reason == reason


async def test_another_company_of_the_same_cloud_cannot_sign(harness, registered, verifier):
    ticket(harness, action="added")
    other = dataclasses.replace(
        harness.credentials(), settings={**harness.credentials().settings, "company": "someone-else"}
    )
    with pytest.raises(WebhookRefused) as caught:
        await verifier.verify(registered.webhooks[0], other)
    assert caught.value.reason == "key_address_forbidden"


async def test_the_key_is_fetched_once_and_again_after_a_rotation(harness, registered):
    now = 0.0
    verifier = ConnectWiseVerifier(SigningKeys(lambda: now))

    def fetches():
        calls = harness.simulator.get("calls", log=True)["log"]
        return sum(f"companyName={harness.account}&" in call["query"] for call in calls)

    async def verify_newest():
        ticket(harness, action="added")
        return await verifier.verify(registered.webhooks[-1], harness.credentials())

    await verify_newest()
    await verify_newest()
    assert fetches() == 1
    harness.simulator.post(f"{harness.path}/signing-key")
    with pytest.raises(WebhookRefused):
        await verify_newest()  # a moment after the last fetch a wrong signature fetches nothing
    assert fetches() == 1
    now += 10
    await verify_newest()
    assert fetches() == 2
    await verifier.aclose()


async def test_a_flood_of_wrong_keys_is_bounded(harness, registered, verifier):
    ticket(harness, action="added")
    genuine = registered.webhooks[0]
    await verifier.verify(genuine, harness.credentials())
    reasons = set()
    for number in range(30):
        body = orjson.loads(genuine.body)
        body["Metadata"]["key_url"] = body["Metadata"]["key_url"] + f"{number}"
        with pytest.raises(WebhookUnverifiable) as caught:
            await verifier.verify(dataclasses.replace(genuine, body=orjson.dumps(body)), harness.credentials())
        reasons.add(caught.value.reason)
    assert reasons == {"key_not_given", "key_fetches_limited"}
    assert await verifier.verify(genuine, harness.credentials())


async def test_a_key_service_that_wants_the_client_id_gets_it(simulator, receiver, verifier):
    harness = ConnectWiseHarness(simulator, size=40, spec={"key_wants_client_id": True})
    callbacks = TicketCallbacks(harness.credentials(), budget=CountingBudget())
    await callbacks.register(target(receiver))
    await callbacks.aclose()
    ticket(harness, action="added")
    assert await verifier.verify(receiver.webhooks[0], harness.credentials())


async def test_a_key_that_cannot_be_had_asks_for_another_try(harness, registered, verifier, simulator):
    ticket(harness, action="added")
    simulator.post("faults", {"kind": "error", "path": "callbackkey", "count": 1})
    with pytest.raises(WebhookUnverifiable):
        await verifier.verify(registered.webhooks[0], harness.credentials())
    assert await verifier.verify(registered.webhooks[0], harness.credentials())


async def test_delivery_is_tried_again_only_where_that_can_help(harness, registered):
    registered.statuses = [503, 500]
    assert ticket(harness, action="added")["deliveries"][0]["statuses"] == [503, 500, 204]
    registered.statuses = [401]
    answer = ticket(harness, action="added")["deliveries"][0]
    assert (answer["statuses"], answer["accepted"]) == ([401], False)
    ids = {orjson.loads(webhook.body)["MessageId"] for webhook in registered.webhooks[:3]}
    assert len(ids) == 1


async def test_a_lost_callback_still_changes_the_ticket(harness, registered, api):
    number = ticket(harness, action="added", deliver=False)["id"]
    assert registered.webhooks == []
    assert api.get(f"/service/tickets/{number}").json()["id"] == number
