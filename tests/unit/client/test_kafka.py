"""What the Kafka part makes of a request, without a broker."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts import execution_id as contract
from psasync.contracts.cloudevents import parse
from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.requested import SyncRequested
from psasync_client.kafka import KafkaConnection, Requests, execution_id
from psasync_client.models import events

TEXT = st.text(min_size=1, max_size=20)
CONNECTION = KafkaConnection("a:9092, b:9092", prefix="p", options={"sasl_plain_password": "secret", "client_id": "x"})


class Producer:
    """Takes down what would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple] = []

    async def send_and_wait(self, topic, value, *, key, headers):
        self.sent.append((topic, value, key, headers))


@pytest.fixture
def producer() -> Producer:
    return Producer()


@pytest.fixture
def requests(producer) -> Requests:
    made = Requests(CONNECTION, source="example.org/billing")
    made._producer = producer
    return made


@given(TEXT, TEXT, TEXT, TEXT)
def test_ids_are_those_of_the_services(source, event_id, tenant, sync):
    parts = {"source": source, "event_id": event_id, "tenant": tenant, "sync": sync}
    assert execution_id(**parts) == contract.execution_id(**parts)


@pytest.mark.parametrize(
    "request_",
    [
        {"tenant": "t1", "sync": "s1", "mode": "force", "confirmed": True},
        events.SyncRequested(tenant="t1", sync="s1", mode="force", confirmed=True),
    ],
    ids=["mapping", "model"],
)
async def test_a_request_is_what_the_services_read(requests, producer, request_):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    requested = await requests.start(request_, event_id="order-4711", traceparent=trace)
    (topic, value, key, headers), *others = producer.sent
    assert others == []
    assert (topic, key) == ("p.sync.requested", b"s1")
    assert json.loads(value) == {"version": 1, "tenant": "t1", "sync": "s1", "mode": "force", "confirmed": True}
    read = SyncRequested.model_validate_json(value)
    assert (read.mode, read.confirmed, read.trigger) == ("force", True, "event")
    envelope = parse(headers)
    assert (envelope.id, envelope.source, envelope.type) == (
        "order-4711",
        "example.org/billing",
        "psasync.sync.requested",
    )
    assert envelope.traceparent == trace
    assert requested.execution_id == contract.execution_id(
        source="example.org/billing", event_id="order-4711", tenant="t1", sync="s1"
    )


async def test_each_request_has_a_name_of_its_own(requests):
    first, second = [await requests.start({"tenant": "t1", "sync": "s1"}) for _ in range(2)]
    assert first.event_id != second.event_id
    assert first.execution_id != second.execution_id


async def test_a_cancel_is_what_the_services_read(requests, producer):
    await requests.cancel("t1", "e1", reason="withdrawn")
    ((topic, value, key, headers),) = producer.sent
    assert (topic, key, parse(headers).type) == ("p.sync.cancel-requested", b"e1", "psasync.sync.cancel-requested")
    assert CancelRequested.model_validate_json(value).reason == "withdrawn"


@pytest.mark.parametrize("wrong", [{"sync": "s1"}, {"tenant": "t1", "sync": "s1", "entitites": ["company"]}])
async def test_a_request_with_a_mistake_is_not_sent(requests, producer, wrong):
    """Nobody would answer: a misspelt field would be ignored, and more be run than was meant."""
    with pytest.raises(ValueError, match=r"tenant|entitites"):
        await requests.start(wrong)
    assert producer.sent == []


async def test_it_has_to_be_open():
    with pytest.raises(RuntimeError, match="async with"):
        await Requests(CONNECTION, source="x").start({"tenant": "t1", "sync": "s1"})


def test_how_kafka_is_reached_is_up_to_the_caller():
    assert CONNECTION._arguments == {
        "bootstrap_servers": ["a:9092", "b:9092"],
        "sasl_plain_password": "secret",
        "client_id": "x",
    }
    assert "secret" not in repr(CONNECTION)
