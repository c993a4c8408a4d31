"""Autotask's tickets live: registration, signed deliveries, what they leave out, and what was missed."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from psasync.psa import autotask
from psasync.psa.autotask.tickets.opening import OpenAutotaskTickets
from psasync.psa.autotask.webhook.verifier import AutotaskVerifier
from psasync.psa.live_tickets import WEBHOOK_SECRET, HookTarget, RegistrationState
from psasync.psa.port import BudgetExhausted, PsaError, WebhookDeactivated, WebhookRefused
from tests.contract.psa.budgets import CountingBudget, SmallBudget

SECRET = "Kq7" * 16


@pytest.fixture
def credentials(harness):
    return harness.credentials(keys={WEBHOOK_SECRET: SECRET})


@pytest.fixture
def target(receiver):
    return HookTarget(receiver.url, f"{receiver.url}?deactivated=1", SECRET)


@pytest.fixture
async def registrar(credentials):
    opened = autotask.open_registrar(credentials, budget=CountingBudget())
    yield opened
    await opened.aclose()


@pytest.fixture
async def tickets(credentials):
    opened = OpenAutotaskTickets()(credentials, budget=CountingBudget())
    yield opened
    await opened.aclose()


@pytest.fixture
async def registered(registrar, receiver, target):
    await registrar.register(target)
    return receiver


def change(harness, action="added", **more):
    return harness.simulator.post(f"{harness.path}/tickets", {"action": action, **more})


def records(harness, kind, **changes):
    return harness.simulator.post(f"{harness.path}/records/{kind}", changes)


def stored(harness, kind):
    path = f"{harness.path}/records/{kind}"
    return [harness.simulator.get(f"{path}/{number}") for number in harness.simulator.get(path)["ids"]]


async def verified(receiver, credentials):
    return [await AutotaskVerifier().verify(webhook, credentials) for webhook in receiver.webhooks]


async def all_changed(tickets, since, limit=200):
    pages, cursor = [], None
    while not pages or cursor is not None:
        page = await tickets.changed(since, cursor, limit=limit)
        assert len(page.tickets) <= limit
        pages.append(page.tickets)
        cursor = page.next
    return [ticket for page in pages for ticket in page]


async def test_registration_is_found_completed_and_removed(registrar, target, harness):
    assert (await registrar.find(target)).state is RegistrationState.ABSENT
    first = await registrar.register(target)
    assert first.state is RegistrationState.ACTIVE
    assert await registrar.register(target) == await registrar.find(target) == first
    assert len(stored(harness, "ticket_webhooks")) == 1
    await registrar.remove(target)
    await registrar.remove(target)
    assert (await registrar.find(target)).state is RegistrationState.ABSENT


async def test_what_was_left_half_way_is_completed(registrar, target, harness, receiver):
    harness.fault("error", count=1, path="/TicketWebhooks/[0-9]+/Fields")
    with pytest.raises(PsaError):
        await registrar.register(target)
    assert (await registrar.find(target)).state is RegistrationState.INACTIVE
    change(harness)
    assert receiver.webhooks == []
    assert (await registrar.register(target)).state is RegistrationState.ACTIVE
    fields = [row["fieldID"] for row in stored(harness, "ticket_webhook_fields")]
    assert len(fields) == len(set(fields)) == 8
    change(harness)
    assert len(receiver.webhooks) == 1


async def test_two_that_register_at_once_make_one(credentials, target, harness):
    first, second = (autotask.open_registrar(credentials, budget=CountingBudget()) for _ in range(2))
    done = await asyncio.gather(first.register(target), second.register(target))
    assert {registration.state for registration in done} == {RegistrationState.ACTIVE}
    (hook,) = stored(harness, "ticket_webhooks")
    assert [registration.id for registration in done] == [str(hook["id"])] * 2
    fields = [row["fieldID"] for row in stored(harness, "ticket_webhook_fields")]
    assert len(fields) == len(set(fields)) == 8
    await asyncio.gather(first.remove(target), second.remove(target))
    assert stored(harness, "ticket_webhooks") == []
    await first.aclose()
    await second.aclose()


async def test_a_registration_made_with_another_secret_gets_the_right_one(registrar, registered, target, harness):
    number = int((await registrar.find(target)).id)
    records(harness, "ticket_webhooks", action="change", ids=[number], patch={"secretKey": "of-before"})
    await registrar.register(target)
    change(harness)
    (event,) = await verified(registered, harness.credentials(keys={WEBHOOK_SECRET: SECRET}))
    assert event.kind == "created"


async def test_no_error_shows_the_address_or_the_secret(registrar, target):
    long = dataclasses.replace(target, secret="s" * 65)
    with pytest.raises(PsaError) as caught:
        await registrar.register(long)
    assert "too long" in str(caught.value)
    for hidden in (long.secret, target.address):
        assert hidden not in str(caught.value)
        assert hidden not in repr(long)


async def test_the_life_of_a_ticket(harness, registered, credentials, tickets):
    number = change(harness, fields={"title": "Drucker läuft nicht ✓"})["id"]
    change(harness, "updated", id=number, fields={"status": 5, "title": "Drucker läuft"})
    whole = await tickets.ticket(str(number))
    change(harness, "deleted", id=number)
    created, updated, deleted = await verified(registered, credentials)
    assert [event.kind for event in (created, updated, deleted)] == ["created", "updated", "deleted"]
    assert {event.ticket_id for event in (created, updated, deleted)} == {str(number)}
    assert all(event.partial for event in (created, updated, deleted))
    assert created.title == "Drucker läuft nicht ✓"
    assert updated.status.id == "5"
    assert len({event.message_id for event in (created, updated, deleted)}) == 3
    # The webhook names choices by number; the ticket that is read has their names, and is otherwise the same.
    assert (whole.partial, whole.title) == (False, "Drucker läuft")
    assert whole.status.name == "Complete"
    assert whole.board.name
    assert whole.priority.name
    assert (whole.company.id, whole.contact.id) == (updated.company.id, updated.contact.id)
    assert whole.occurred_at == updated.occurred_at
    assert await tickets.ticket(str(number)) is None
    assert (created.tenant, created.connection) == (whole.tenant, whole.connection) == ("tenant-1", "connection-1")


@pytest.mark.parametrize(
    ("tampering", "reason"),
    [("signature", "signature_wrong"), ("body", "signature_wrong"), ("unsigned", "signature_missing")],
)
async def test_what_was_tampered_with_is_refused(harness, registered, credentials, tampering, reason):
    change(harness, tampering=tampering)
    with pytest.raises(WebhookRefused) as caught:
        await verified(registered, credentials)
    assert caught.value.reason == reason


async def test_a_failing_delivery_is_tried_five_times_in_order(harness, registered, credentials):
    registered.statuses = [503, 500, 0]
    assert change(harness)["deliveries"][0]["statuses"] == [503, 500, 0, 204]
    registered.statuses = [401] * 5
    assert change(harness)["deliveries"][0]["statuses"] == [401] * 5
    names = [event.message_id for event in await verified(registered, credentials)]
    assert [len(set(names[:4])), len(set(names[4:]))] == [1, 1]


async def test_too_many_failures_switch_it_off_until_it_is_registered_again(
    harness, registered, credentials, registrar, target
):
    harness.simulator.patch(harness.path, {"failed_events_allowed": 2})
    registered.statuses = [500] * 10
    for _ in range(2):
        change(harness)
    assert await AutotaskVerifier().verify(registered.webhooks[-1], credentials) == WebhookDeactivated(
        "Autotask has switched the webhook off or deleted it."
    )
    assert registered.paths[-1] == "/hooks/token?deactivated=1"
    assert (await registrar.find(target)).state is RegistrationState.INACTIVE
    before = len(registered.webhooks)
    missed = change(harness)["id"]
    assert len(registered.webhooks) == before
    assert (await registrar.register(target)).state is RegistrationState.ACTIVE
    change(harness, "updated", id=missed)
    assert len(registered.webhooks) == before + 1


async def test_changed_tickets_come_in_the_order_of_their_change(harness, tickets, clock):
    start = datetime(2026, 2, 1, 12, tzinfo=UTC)
    numbers = []
    for minute in range(6):
        clock(start + timedelta(minutes=minute))
        numbers.append(change(harness, deliver=False)["id"])
    clock(start + timedelta(minutes=10))
    change(harness, "updated", id=numbers[1], deliver=False)
    found = await all_changed(tickets, start + timedelta(minutes=1), limit=2)
    expected = [*numbers[2:], numbers[1]]
    assert [ticket.ticket_id for ticket in found] == [str(number) for number in expected]
    assert [ticket.kind for ticket in found] == ["created"] * 4 + ["updated"]
    assert [ticket.occurred_at for ticket in found] == sorted(ticket.occurred_at for ticket in found)
    assert all(ticket.status.name and not ticket.partial for ticket in found)
    assert await all_changed(tickets, start + timedelta(minutes=11)) == []


async def test_more_changes_than_are_kept_come_whole_and_once(harness, tickets, clock):
    tickets._changed._kept = 10
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    numbers = []
    for hour in range(3):
        clock(start + timedelta(hours=hour))
        numbers += records(harness, "tickets", action="add", count=12)["ids"]
    found = await all_changed(tickets, start, limit=5)
    assert sorted(int(ticket.ticket_id) for ticket in found) == numbers
    assert [ticket.occurred_at for ticket in found] == sorted(ticket.occurred_at for ticket in found)


async def test_a_budget_smaller_than_the_list_still_comes_to_its_end(harness, credentials, clock):
    """Though each attempt has a reader of its own."""
    opens, start = OpenAutotaskTickets(), datetime(2026, 5, 1, 12, tzinfo=UTC)
    clock(start)
    numbers = records(harness, "tickets", action="add", count=1_600)["ids"]
    clock(start + timedelta(hours=1))
    attempts, found = 0, None
    while found is None:
        attempts += 1
        assert attempts < 20
        reader = opens(credentials, budget=SmallBudget(3))
        try:
            found = (await reader.changed(start, None, limit=2_000)).tickets
        except BudgetExhausted:
            continue
        finally:
            await reader.aclose()
    assert attempts > 1
    assert [int(ticket.ticket_id) for ticket in found] == numbers[:500]


async def test_what_is_not_as_documented_is_left_out_of_its_ticket(harness, tickets, clock):
    start = datetime(2026, 4, 1, 12, tzinfo=UTC)
    clock(start)
    odd = change(harness, deliver=False, fields={"title": {"not": "text"}})["id"]
    good = change(harness, deliver=False)["id"]
    found = {ticket.ticket_id: ticket for ticket in await all_changed(tickets, start)}
    assert (found[str(odd)].title, bool(found[str(good)].title)) == (None, True)


async def test_many_readers_ask_for_zone_use_and_names_once(harness, credentials):
    opens, number = OpenAutotaskTickets(), str(change(harness, deliver=False)["id"])
    for _ in range(3):
        reader = opens(credentials, budget=CountingBudget())
        assert (await reader.ticket(number)).status.name
        await reader.aclose()
    names = ("/zoneinformation", "/thresholdinformation", "/fields", f"/tickets/{number}")
    paths = [call["path"].lower() for call in harness.calls()]
    assert [sum(path.endswith(name) for path in paths) for name in names] == [1, 1, 1, 3]
    harness.simulator.patch(harness.path, {"zone": "webservices9"})
    reader = opens(credentials, budget=CountingBudget())
    assert await reader.ticket(number)
    await reader.aclose()


async def test_an_answer_that_cannot_be_read_is_not_quoted(harness, tickets):
    number = change(harness, deliver=False, fields={"title": "Geheimnis-4711"})["id"]
    for kind in ("cut", "bad_json", "html", "wrong_types"):
        harness.fault(kind, count=1, path=f"/Tickets/{number}")
        with pytest.raises(PsaError) as caught:
            await tickets.ticket(str(number))
        assert "Geheimnis" not in str(caught.value)
