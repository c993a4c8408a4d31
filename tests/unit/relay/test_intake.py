"""The intake's promises towards any verifier and any state of Kafka."""

from __future__ import annotations

import asyncio

import pytest

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.topics import TICKETS
from psasync.contracts.vocabulary import System
from psasync.kit.kafka import ProduceError, RecordTooLarge
from psasync.kit.keyring import Keyring
from psasync.psa.port import RawWebhook, WebhookDeactivated, WebhookRefused, WebhookUnverifiable
from psasync_tickets_relay.inbound.publishing import TicketPublisher
from psasync_tickets_relay.inbound.replays import Replays
from psasync_tickets_relay.inbound.turns import Turns
from psasync_tickets_relay.inbound.verdicts import HookDeferred, HookRefused, Outcome
from psasync_tickets_relay.inbound.webhook import WebhookIntake
from psasync_tickets_relay.vault import Vault
from tests.unit.relay.frames import ticket

RING = Keyring({"k": bytes(32)})
BODY = RawWebhook(b"secret content", {}, {})


class Verifier:
    def __init__(self, result) -> None:
        self.result = result
        self.credentials = None
        self.closed = False

    async def verify(self, webhook: RawWebhook, credentials):
        self.credentials = credentials
        if self.result == "slow":
            await asyncio.sleep(30)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    async def aclose(self) -> None:
        self.closed = True


class Producer:
    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.sent = []

    async def send(self, topic, *, key, value, headers, timeout) -> None:
        if self.fault is not None:
            raise self.fault
        self.sent.append((key, headers))


def connection(**changes) -> ResolvedConnection:
    sealed = RING.encrypt("s3cret", tenant="acme", connection="c-1", field="private_key")
    given = {
        "id": "c-1", "tenant": "acme", "system": System.CONNECTWISE, "name": "n", "version": 1, "settings": {},
        "secrets": {"private_key": sealed}, "calls_per_minute": 1, "concurrent_calls": 1,
    }  # fmt: skip
    return ResolvedConnection(**given | changes)


class Aftercare:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.repaired = False
        self.asked: list[str] = []

    def was_repaired(self, event) -> bool:
        return self.repaired

    def accepted(self, connection) -> None:
        self.asked.append("accepted")

    def partial(self, connection, event) -> None:
        self.asked.append(f"partial {event.ticket_id}")

    def deactivated(self, connection) -> None:
        self.asked.append("deactivated")

    def published(self, event) -> None:
        self.asked.append("published")


def intake(result, producer: Producer, aftercare: Aftercare | None = None) -> WebhookIntake:
    aftercare = aftercare or Aftercare()
    return WebhookIntake(
        publisher=TicketPublisher(producer, TICKETS, Replays(seconds=60, size=10), aftercare, seconds=1),
        vault=Vault(RING, frozenset({"simulator"})),
        verifiers={System.CONNECTWISE: Verifier(result)},
        aftercare=aftercare,
        verify_seconds=0.05,
    )


async def test_secrets_are_opened_for_the_verifier_and_the_event_is_keyed_by_tenant():
    producer = Producer()
    made = intake(ticket(), producer)
    assert await made.receive(connection(), BODY) is Outcome.PUBLISHED
    credentials = made._verifiers[System.CONNECTWISE].credentials
    assert credentials.secrets == {"private_key": "s3cret"}
    assert credentials.plain_http_hosts == {"simulator"}
    ((key, headers),) = producer.sent
    assert key == "acme"
    assert headers["ce_type"] == "psasync.ticket.changed"
    assert await made.receive(connection(), BODY) is Outcome.REPEATED
    assert len(producer.sent) == 1


@pytest.mark.parametrize(
    ("result", "error", "reason"),
    [
        (WebhookRefused("signature_wrong"), HookRefused, "signature-wrong"),
        (WebhookUnverifiable("key_unreachable", 7), HookDeferred, "key-unreachable"),
        ("slow", HookDeferred, "verification-too-slow"),
        (RuntimeError("secret content"), HookDeferred, "verifier-failed"),
        (ticket("other"), HookRefused, "foreign-tenant"),
        (ticket(connection="c-2"), HookRefused, "foreign-tenant"),
    ],
)
async def test_what_is_not_verified_is_not_published(result, error, reason, caplog):
    producer = Producer()
    with pytest.raises(error) as raised:
        await intake(result, producer).receive(connection(), BODY)
    assert raised.value.reason == reason
    assert producer.sent == []
    assert "secret content" not in caplog.text
    assert "secret content" not in str(raised.value)


@pytest.mark.parametrize(
    ("fault", "error", "reason"),
    [
        (ProduceError("down"), HookDeferred, "kafka-unavailable"),
        (RecordTooLarge("large"), HookRefused, "too-large"),
    ],
)
async def test_what_is_not_acknowledged_is_not_accepted_and_may_come_again(fault, error, reason):
    producer = Producer(fault)
    made = intake(ticket(), producer)
    with pytest.raises(error) as raised:
        await made.receive(connection(), BODY)
    assert raised.value.reason == reason
    producer.fault = None
    assert await made.receive(connection(), BODY) is Outcome.PUBLISHED


async def test_a_connection_that_does_not_open_is_deferred():
    strange = RING.encrypt("s", tenant="other", connection="c-1", field="private_key")
    with pytest.raises(HookDeferred, match="connection-cannot-be-opened"):
        await intake(ticket(), Producer()).receive(connection(secrets={"private_key": strange}), BODY)


async def test_verifiers_are_closed_with_the_intake():
    made = intake(ticket(), Producer())
    await made.aclose()
    assert made._verifiers[System.CONNECTWISE].closed


async def test_what_is_to_be_done_about_a_webhook_is_asked_for_once():
    aftercare = Aftercare()
    made = intake(ticket(partial=True, message_id="m"), Producer(), aftercare)
    await made.receive(connection(), BODY)
    await made.receive(connection(), BODY)
    assert aftercare.asked == ["published", "accepted", "partial 7"]
    deleted = ticket(partial=True, kind="deleted")
    await intake(deleted, Producer(), aftercare).receive(connection(), BODY)
    assert aftercare.asked[3:] == ["published", "accepted"]
    made = intake(WebhookDeactivated(), Producer(), aftercare)
    assert await made.receive(connection(), BODY) is Outcome.DEACTIVATED
    assert aftercare.asked[5:] == ["deactivated"]


async def test_a_webhook_whose_change_was_repaired_is_not_passed_on_again():
    aftercare, producer = Aftercare(), Producer()
    aftercare.repaired = True
    assert await intake(ticket(), producer, aftercare).receive(connection(), BODY) is Outcome.REPEATED
    assert producer.sent == []


async def test_a_system_without_webhooks_is_refused():
    with pytest.raises(HookRefused, match="system-without-webhooks"):
        await intake(ticket(), Producer()).receive(connection(system=System.SYNCRO), BODY)


class TestTurns:
    async def test_a_turn_is_waited_for(self):
        turns, running, most = Turns(total=2, per_name=2, queue=100, seconds=5), [0], [0]

        async def work(name: str) -> None:
            async with turns.taken(name):
                running[0] += 1
                most[0] = max(most[0], running[0])
                await asyncio.sleep(0)
                running[0] -= 1

        await asyncio.gather(*(work(f"c-{number % 3}") for number in range(20)))
        assert most == [2]
        assert not turns._shares

    async def test_one_connection_takes_only_its_places(self):
        turns = Turns(total=3, per_name=1, queue=100, seconds=0.05)
        async with turns.taken("slow"):
            with pytest.raises(HookDeferred, match="busy"):
                async with turns.taken("slow"):
                    pass
            async with turns.taken("other"):
                pass
        async with turns.taken("slow"):
            pass

    async def test_who_gives_up_waiting_leaves_nothing_behind(self):
        turns = Turns(total=1, per_name=1, queue=100, seconds=0.05)
        async with turns.taken("first"):
            with pytest.raises(HookDeferred):
                async with turns.taken("second"):
                    pass
        async with turns.taken("second"):
            pass
        assert not turns._shares

    async def test_the_queue_is_bounded(self):
        turns = Turns(total=1, per_name=1, queue=1, seconds=5)
        async with turns.taken("c"):
            waiting = asyncio.create_task(turns.taken("c").__aenter__())
            await asyncio.sleep(0)
            with pytest.raises(HookDeferred, match="busy"):
                async with turns.taken("c"):
                    pass
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)


def test_secrets_are_opened_once_and_anew_for_what_the_scheduler_has_told_again():
    vault, told = Vault(RING, frozenset()), connection()
    opened = vault.credentials(told)
    assert vault.credentials(told) is opened
    sealed = RING.encrypt("another", tenant="acme", connection="c-1", field="private_key")
    assert vault.credentials(connection(secrets={"private_key": sealed})).secrets == {"private_key": "another"}
    assert vault.credentials(told).secrets == {"private_key": "s3cret"}
