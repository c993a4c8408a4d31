"""BMS's tickets: its webhooks from registration to the event, and tickets read again by the time of their change."""

from datetime import UTC, datetime, timedelta

import pytest

from psasync.psa import kaseya_bms
from psasync.psa.live_tickets import WEBHOOK_SECRET, HookTarget
from psasync.psa.port import BudgetExhausted, PsaError, WebhookRefused
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.integration.simulator.live import MARK, SECRET, SPOILED, all_changed, change, spoiled, target_of
from tests.support.waiting import until_sync

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
async def registrar(harness):
    opened = kaseya_bms.open_registrar(harness.credentials(), budget=CountingBudget())
    yield opened
    await opened.aclose()


@pytest.fixture
async def reader(harness):
    opened = kaseya_bms.open_tickets(harness.credentials(), budget=CountingBudget())
    yield opened
    await opened.aclose()


def hooks(harness):
    return harness.simulator.get(harness.path)["webhooks"]


def keyed(harness, secret=SECRET):
    return harness.credentials(keys={WEBHOOK_SECRET: secret})


async def verify(harness, webhook, secret=SECRET):
    return await kaseya_bms.ENTRY.verifier().verify(webhook, keyed(harness, secret))


async def test_the_life_of_a_registration(harness, receiver, registrar):
    target = target_of(receiver)
    assert (await registrar.find(target)).state == "absent"
    first = await registrar.register(target)
    assert first.state == "active"
    assert await registrar.register(target) == await registrar.find(target) == first
    assert [(hook["payloadUrl"], hook["events"]) for hook in hooks(harness)] == [(receiver.url, [101, 102, 103])]

    harness.simulator.patch(harness.path, {"switch_off": [int(first.id)]})
    off = await registrar.find(target)
    assert (off.state, off.id) == ("inactive", first.id)
    assert off.detail
    assert await registrar.register(target) == first

    await registrar.remove(target)
    await registrar.remove(target)
    assert (await registrar.find(target)).state == "absent"
    assert hooks(harness) == []


@pytest.mark.parametrize(
    "change", [{"events": [101]}, {"secret": None}, {"isEnabled": False}], ids=["events", "secret", "enabled"]
)
async def test_what_lacks_something_is_completed(harness, api, receiver, registrar, change):
    whole = {"name": "x", "payloadURL": receiver.url, "isEnabled": True, "secret": "y", "events": [101, 102, 103]}
    api.post("/admin/webhooks", json=whole | change)
    target = target_of(receiver)
    assert (await registrar.find(target)).state == "inactive"
    assert (await registrar.register(target)).state == "active"
    assert len(hooks(harness)) == 1


async def test_others_webhooks_are_left_alone_and_doubles_of_ours_are_not(harness, api, receiver, registrar):
    target = target_of(receiver)
    others = [f"{receiver.url}2", "https://elsewhere.invalid/hooks"]
    for url in (*others, receiver.url, receiver.url):
        entry = {"name": "x", "payloadURL": url, "isEnabled": True, "secret": "y", "sendAllEvents": True}
        assert api.post("/admin/webhooks", json=entry).json()["success"]
    assert (await registrar.register(target)).id == "3"
    assert [hook["payloadUrl"] for hook in hooks(harness)] == [*others, receiver.url]
    await registrar.remove(target)
    assert [hook["payloadUrl"] for hook in hooks(harness)] == others


async def test_many_webhooks_are_searched_to_the_end(make_harness, receiver):
    harness = make_harness(largest_page=2, first_page=0)
    credentials = harness.credentials(settings={"first_page": "0"})
    registrar = kaseya_bms.open_registrar(credentials, budget=CountingBudget())
    targets = [HookTarget(f"{receiver.url}/{number}", "", SECRET) for number in range(5)]
    for target in targets:
        await registrar.register(target)
    assert [(await registrar.find(target)).id for target in targets] == ["1", "2", "3", "4", "5"]
    # Every one of them holds this address too.
    assert (await registrar.find(target_of(receiver))).state == "absent"
    await registrar.aclose()


async def test_no_error_shows_the_address_or_the_secret(registrar):
    target = HookTarget("ftp://relay.invalid/hooks/unguessable-token", "", "the-secret-of-the-hook")
    with pytest.raises(PsaError) as caught:
        await registrar.register(target)
    assert "PayloadURL" in str(caught.value)
    assert "unguessable" not in str(caught.value)


async def test_a_token_that_ended_is_renewed_in_between(harness, receiver, registrar):
    target = target_of(receiver)
    await registrar.find(target)
    harness.simulator.patch(harness.path, {"end_tokens": True})
    assert (await registrar.register(target)).state == "active"
    harness.simulator.patch(harness.path, {"end_tokens": True})
    await registrar.remove(target)
    assert hooks(harness) == []


@pytest.mark.parametrize("signature", ["sha256-hex", "sha256-base64", "sha1-hex", "sha1-base64"])
async def test_the_life_of_a_ticket(make_harness, receiver, signature):
    harness = make_harness(signature=signature)
    registrar = kaseya_bms.open_registrar(harness.credentials(), budget=CountingBudget())
    await registrar.register(target_of(receiver))
    await registrar.aclose()
    number = change(harness, action="added", fields={"title": "Drucker läuft nicht ✓"})
    change(harness, action="updated", id=number)
    change(harness, action="deleted", id=number)
    events = [await verify(harness, webhook) for webhook in receiver.webhooks]
    assert [event.kind for event in events] == ["created", "updated", "deleted"]
    assert {event.ticket_id for event in events} == {str(number)}
    assert len({event.message_id for event in events}) == 3
    created = events[0]
    assert created.title == "Drucker läuft nicht ✓"
    for named in (created.board, created.status, created.priority, created.company, created.contact):
        assert named.id
        assert named.name
    assert created.occurred_at
    assert not created.partial


@pytest.mark.parametrize(
    ("tampering", "reason"),
    [("signature", "signature_wrong"), ("body", "signature_wrong"), ("unsigned", "signature_missing")],
)
async def test_what_was_tampered_with_is_refused(harness, receiver, registrar, tampering, reason):
    await registrar.register(target_of(receiver))
    change(harness, action="added", tampering=tampering)
    with pytest.raises(WebhookRefused) as caught:
        await verify(harness, receiver.webhooks[0])
    assert caught.value.reason == reason


async def test_a_missed_delivery_comes_again_as_it_was(harness, api, receiver, registrar):
    hook = (await registrar.register(target_of(receiver))).id
    receiver.statuses = [503]
    change(harness, action="added")
    (missed,) = api.post(f"/admin/webhooks/{hook}/logs/search", json={}).json()["result"]
    assert missed["isDelivered"] is False
    logged = api.get(f"/admin/webhooks/logs/{missed['id']}").json()["result"]
    assert logged["requestPayload"].encode() == receiver.webhooks[0].body
    assert api.post(f"/admin/webhooks/redeliver/{missed['id']}").json()["success"]
    until_sync(lambda: len(receiver.webhooks) == 2, within=20, what="the delivery")
    assert receiver.webhooks[0].body == receiver.webhooks[1].body
    first, again = [await verify(harness, webhook) for webhook in receiver.webhooks]
    assert first.message_id == again.message_id


async def test_a_webhook_and_a_read_tell_the_same_change(harness, receiver, registrar, reader):
    await registrar.register(target_of(receiver))
    number = change(harness, action="added")
    told = await verify(harness, receiver.webhooks[0])
    read = await reader.ticket(str(number))
    assert read.model_dump(exclude={"received_at", "payload"}) == told.model_dump(exclude={"received_at", "payload"})
    change(harness, action="deleted", id=number)
    assert await reader.ticket(str(number)) is None


async def test_many_readers_and_registrars_log_in_once(harness, receiver):
    for _ in range(2):
        reader = kaseya_bms.open_tickets(harness.credentials(), budget=CountingBudget())
        assert await reader.ticket("1")
        await reader.aclose()
        registrar = kaseya_bms.open_registrar(harness.credentials(), budget=CountingBudget())
        await registrar.find(target_of(receiver))
        await registrar.aclose()
    assert sum("/security/" in call["path"] for call in harness.calls()) == 1

    stranger = kaseya_bms.open_tickets(harness.credentials(keys={"password": "no-such"}), budget=CountingBudget())
    with pytest.raises(PsaError) as caught:
        await stranger.ticket("1")
    await stranger.aclose()
    assert caught.value.kind == "authentication"


@pytest.mark.parametrize("spec", [{}, {"sorts": False}, {"largest_page": 15}, {"pascal_case": True}])
async def test_changes_come_once_in_the_order_of_their_times(make_harness, spec):
    harness = make_harness(size=6000, **spec)
    change(harness, action="updated", id=3)
    newest = change(harness, action="added")
    reader = kaseya_bms.open_tickets(harness.credentials(), budget=CountingBudget())
    found = await all_changed(reader, LONG_AGO, limit=30)
    await reader.aclose()
    assert sorted(int(event.ticket_id) for event in found) == list(range(1, newest + 1))
    times = [event.occurred_at for event in found]
    assert times == sorted(times)
    assert {event.ticket_id for event in found[-2:]} == {"3", str(newest)}


async def test_only_what_has_changed_since_then_comes(harness, reader):
    before = await all_changed(reader, LONG_AGO)
    last = before[-1].occurred_at
    assert [event.ticket_id for event in await all_changed(reader, last)] == [before[-1].ticket_id]
    assert await all_changed(reader, last + timedelta(seconds=1)) == []
    number = change(harness, action="updated", id=2)
    assert [event.ticket_id for event in await all_changed(reader, last + timedelta(seconds=1))] == [str(number)]


async def test_a_budget_smaller_than_the_list_still_comes_to_its_end(make_harness):
    """Also where each attempt has a reader of its own."""
    harness = make_harness(size=5000, largest_page=20)
    attempts, found = 0, None
    while found is None:
        attempts += 1
        reader = kaseya_bms.open_tickets(harness.credentials(), budget=SmallBudget(3))
        try:
            found = await all_changed(reader, LONG_AGO)
        except BudgetExhausted:
            assert attempts < 20
        finally:
            await reader.aclose()
    assert attempts > 1
    assert len(found) == 100


@pytest.mark.parametrize("text", ["0", "-1", "../../security", "1/notes", "", "4" * 400, "1?x=1"])
async def test_what_is_no_id_is_not_asked_for(harness, reader, text):
    assert await reader.ticket(text) is None
    assert harness.calls() == []


@pytest.mark.parametrize("kind", SPOILED)
async def test_no_error_repeats_a_ticket(harness, reader, kind):
    change(harness, action="updated", id=1, fields={"title": MARK})
    await spoiled(harness, reader, kind, "servicedesk/tickets", LONG_AGO)
