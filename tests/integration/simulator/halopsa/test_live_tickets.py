"""Halo's tickets live: as much registration as its API is published, and deliveries of every form."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from psasync.psa import halopsa
from psasync.psa.halopsa.tickets.opening import OpenHaloPsaTickets
from psasync.psa.halopsa.webhook.verifier import HaloPsaVerifier
from psasync.psa.live_tickets import WEBHOOK_SECRET, HookTarget, RegistrationState
from psasync.psa.port import BudgetExhausted, PsaError, WebhookRefused
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.contract.psa.systems.halopsa import TIME_ZONE

SECRET = "Wd4" * 16
EVENTS = ["New Ticket Logged", "Ticket Updated", "Ticket Deleted"]


@pytest.fixture
def credentials(instance):
    return instance.credentials(keys={WEBHOOK_SECRET: SECRET})


@pytest.fixture
def target(receiver):
    return HookTarget(receiver.url, f"{receiver.url}?deactivated=1", SECRET)


@pytest.fixture
async def registrar(credentials):
    opened = halopsa.open_registrar(credentials, budget=CountingBudget())
    yield opened
    await opened.aclose()


@pytest.fixture
async def tickets(credentials):
    opened = OpenHaloPsaTickets()(credentials, budget=CountingBudget())
    yield opened
    await opened.aclose()


@pytest.fixture
async def registered(registrar, receiver, target, instance):
    await registrar.register(target)
    instance.simulator.patch(instance.path, {"webhook_events": EVENTS})
    return receiver


def change(instance, action="added", **more):
    return instance.simulator.post(f"{instance.path}/tickets", {"action": action, **more})


async def verified(receiver, credentials):
    return [await HaloPsaVerifier().verify(webhook, credentials) for webhook in receiver.webhooks]


async def all_changed(tickets, since, limit=200):
    found, cursor = [], None
    while not found or cursor is not None:
        page = await tickets.changed(since, cursor, limit=limit)
        assert len(page.tickets) <= limit
        found.append(page.tickets)
        cursor = page.next
    return [ticket for page in found for ticket in page]


async def test_registration_waits_for_the_events_that_a_person_adds(registrar, target, instance, receiver):
    assert (await registrar.find(target)).state is RegistrationState.ABSENT
    first = await registrar.register(target)
    assert (first.state, "no event fires it" in first.detail) == (RegistrationState.INACTIVE, True)
    change(instance)
    assert receiver.webhooks == []
    instance.simulator.patch(instance.path, {"webhook_events": EVENTS})
    again = await registrar.register(target)
    assert (again.id, again.state, again.detail) == (first.id, RegistrationState.ACTIVE, "")
    assert await registrar.find(target) == again
    change(instance)
    assert len(receiver.webhooks) == 1
    await registrar.remove(target)
    await registrar.remove(target)
    assert (await registrar.find(target)).state is RegistrationState.ABSENT


async def test_of_two_webhooks_for_one_address_one_stays(registrar, target, instance, open_api):
    api = open_api(instance)
    entries = [{"name": "twice", "url": target.address}] * 2
    api.post("/Webhook", json=entries).raise_for_status()
    api.post("/Webhook", json=[{"name": "another's", "url": "https://other.example/hook"}]).raise_for_status()
    await registrar.register(target)
    urls = [hook["url"] for hook in api.get("/Webhook").json()]
    assert sorted(urls) == sorted([target.address, "https://other.example/hook"])


async def test_two_that_register_at_once_leave_one(credentials, target, instance, open_api):
    first, second = (halopsa.open_registrar(credentials, budget=CountingBudget()) for _ in range(2))
    await asyncio.gather(first.register(target), second.register(target))
    assert len(open_api(instance).get("/Webhook").json()) == 1
    await asyncio.gather(first.remove(target), second.remove(target))
    assert open_api(instance).get("/Webhook").json() == []
    await first.aclose()
    await second.aclose()


async def test_one_that_was_switched_off_is_switched_on_again(registrar, registered, target, instance, open_api):
    number = (await registrar.find(target)).id
    off = {"id": number, "active": False, "basic_password": "of-before"}
    open_api(instance).post("/Webhook", json=[off]).raise_for_status()
    assert (await registrar.find(target)).state is RegistrationState.INACTIVE
    assert (await registrar.register(target)).state is RegistrationState.ACTIVE
    change(instance)
    assert len(await verified(registered, instance.credentials(keys={WEBHOOK_SECRET: SECRET}))) == 1


async def test_a_refusal_is_told_without_address_and_secret(registrar, target, instance):
    instance.fault("forbidden", count=1, path="/api/Webhook")
    with pytest.raises(PsaError) as caught:
        await registrar.register(target)
    assert caught.value.kind == "authorization"
    assert SECRET not in str(caught.value)


async def test_the_life_of_a_ticket(instance, registered, credentials, tickets):
    number = change(instance, fields={"summary": "Drucker läuft nicht ✓"})["id"]
    change(instance, "updated", id=number, fields={"status_id": 5})
    whole = await tickets.ticket(str(number))
    change(instance, "deleted", id=number)
    created, updated, deleted = await verified(registered, credentials)
    assert [event.kind for event in (created, updated, deleted)] == ["created", "updated", "deleted"]
    assert {event.ticket_id for event in (created, updated, deleted)} == {str(number)}
    assert created.title == "Drucker läuft nicht ✓"
    assert (created.partial, whole.partial) == (True, False)  # a webhook numbers what it does not name
    assert len({event.message_id for event in (created, updated, deleted)}) == 3
    # The ticket that is read has the names too, and is otherwise the same.
    assert (updated.status.id, updated.status.name) == ("5", None)
    assert (whole.status.id, whole.status.name) == ("5", "Completed")
    assert whole.priority.name
    assert (whole.board.name, bool(whole.board.id)) == (updated.board.name, True)
    assert (whole.company, whole.contact) == (updated.company, updated.contact)
    assert whole.occurred_at == updated.occurred_at
    assert abs(whole.occurred_at - datetime.now(UTC)) < timedelta(hours=1)
    assert await tickets.ticket(str(number)) is None
    assert await tickets.ticket("../Agent/1") is None


@pytest.mark.parametrize("payload", ["full", "small", "event"])
async def test_every_form_of_payload_names_the_ticket(instance, registered, credentials, payload):
    instance.simulator.patch(instance.path, {"payload": payload})
    number = change(instance)["id"]
    (event,) = await verified(registered, credentials)
    assert (event.kind, event.ticket_id, event.partial) == ("created", str(number), True)
    assert bool(event.title) is (payload != "event")


@pytest.mark.parametrize(("tampering", "reason"), [("signature", "signature_wrong"), ("unsigned", "signature_missing")])
async def test_a_wrong_login_is_refused(instance, registered, credentials, tampering, reason):
    change(instance, tampering=tampering)
    with pytest.raises(WebhookRefused) as caught:
        await verified(registered, credentials)
    assert caught.value.reason == reason


async def test_a_delivery_is_not_tried_again(instance, registered):
    registered.statuses = [503]
    assert change(instance)["deliveries"][0]["statuses"] == [503]
    assert len(registered.webhooks) == 1


@pytest.mark.parametrize("zone", [TIME_ZONE, "UTC", "Asia/Tokyo"])
async def test_changed_tickets_come_in_the_order_of_their_change(make, clock, zone):
    """Whatever the zone in which the instance keeps its dates."""
    instance = make(time_zone=zone)
    credentials = instance.credentials(settings={"time_zone": zone})
    tickets = OpenHaloPsaTickets()(credentials, budget=CountingBudget())
    start = datetime(2026, 2, 1, 12, tzinfo=UTC)
    clock(start - timedelta(minutes=10))
    change(instance, deliver=False)
    numbers = []
    for minute in range(5):
        clock(start + timedelta(minutes=minute))
        numbers.append(change(instance, deliver=False)["id"])
    clock(start + timedelta(minutes=10))
    change(instance, "updated", id=numbers[1], deliver=False)
    found = await all_changed(tickets, start, limit=2)
    expected = [numbers[0], *numbers[2:], numbers[1]]
    assert [ticket.ticket_id for ticket in found] == [str(number) for number in expected]
    assert [ticket.kind for ticket in found] == ["created"] * 4 + ["updated"]
    assert found[0].occurred_at.replace(microsecond=0) == start
    assert all(ticket.status.name and ticket.title and not ticket.partial for ticket in found)
    assert await all_changed(tickets, start + timedelta(minutes=11)) == []
    await tickets.aclose()


async def test_more_changes_than_a_page_holds(instance, tickets, clock):
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    clock(start)
    changes = {"action": "add", "count": 230}
    numbers = instance.simulator.post(f"{instance.path}/records/tickets", changes)["ids"]
    found = await all_changed(tickets, start, limit=100)
    assert sorted(int(ticket.ticket_id) for ticket in found) == numbers


async def test_a_budget_smaller_than_the_list_still_comes_to_its_end(make, clock):
    """Though each attempt has a reader of its own."""
    instance, opens, start = make(page_size=20), OpenHaloPsaTickets(), datetime(2026, 4, 1, 12, tzinfo=UTC)
    clock(start)
    changes = {"action": "add", "count": 100}
    numbers = instance.simulator.post(f"{instance.path}/records/tickets", changes)["ids"]
    clock(start + timedelta(hours=1))
    attempts, found = 0, None
    while found is None:
        attempts += 1
        assert attempts < 20
        reader = opens(instance.credentials(), budget=SmallBudget(4))
        try:
            found = await all_changed(reader, start)
        except BudgetExhausted:
            continue
        finally:
            await reader.aclose()
    assert attempts > 1
    assert sorted(int(ticket.ticket_id) for ticket in found) == numbers


async def test_an_agent_that_may_not_read_the_set_up_gets_tickets_without_names(instance, tickets):
    for path in ("/api/Status", "/api/Priority", "/api/Team"):
        instance.fault("forbidden", count=1, path=path)
    number = change(instance, deliver=False)["id"]
    whole = await tickets.ticket(str(number))
    assert (whole.status.name, whole.priority.name, whole.board.id) == (None, None, None)
    assert whole.status.id
    assert whole.board.name


async def test_an_answer_that_cannot_be_read_is_not_quoted(instance, tickets):
    number = change(instance, deliver=False, fields={"summary": "Geheimnis-4711"})["id"]
    for kind in ("cut", "bad_json", "html", "bad_rows"):
        instance.fault(kind, count=1, path=f"/Tickets/{number}")
        with pytest.raises(PsaError) as caught:
            await tickets.ticket(str(number))
        assert "Geheimnis" not in str(caught.value)


async def test_many_readers_log_in_once_and_read_the_names_once(instance, credentials):
    opens, number = OpenHaloPsaTickets(), change(instance, deliver=False)["id"]
    for _ in range(3):
        reader = opens(credentials, budget=CountingBudget())
        assert (await reader.ticket(str(number))).status.name
        await reader.aclose()
    paths = [call["path"] for call in instance.calls()]
    assert [sum(path.endswith(name) for path in paths) for name in ("/token", "/authinfo", "/Status")] == [1, 1, 1]
    instance.simulator.patch(instance.path, {"revoke_tokens": True})
    reader = opens(credentials, budget=CountingBudget())
    assert await reader.ticket(str(number))
    await reader.aclose()


async def test_a_login_with_other_keys_is_another_login(instance, credentials):
    opens, number = OpenHaloPsaTickets(), change(instance, deliver=False)["id"]
    reader = opens(credentials, budget=CountingBudget())
    assert await reader.ticket(str(number))
    await reader.aclose()
    stranger = opens(instance.credentials(keys={"client_secret": "no-such-secret"}), budget=CountingBudget())
    with pytest.raises(PsaError) as caught:
        await stranger.ticket(str(number))
    assert caught.value.kind == "authentication"
    await stranger.aclose()
