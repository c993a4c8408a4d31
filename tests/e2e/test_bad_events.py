"""What other systems may send by mistake: it is named, kept or shown, and the consumer goes on."""

import asyncio
import json
import uuid

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from psasync.contracts.execution_id import execution_id
from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = "example.org/test"
DAY = {"first": "2026-02-01", "last": "2026-02-01"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def producer(cluster):
    made = AIOKafkaProducer(
        bootstrap_servers=cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"], max_request_size=4_000_000
    )
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def graves(cluster):
    """The dead letters of the requests topic, in a list that grows."""
    consumer = AIOKafkaConsumer(
        f"{cluster.environment['PSASYNC_TOPIC_PREFIX']}.sync.requested.dlq",
        bootstrap_servers=cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"],
        auto_offset_reset="earliest",
    )
    await consumer.start()
    found = []

    async def collect():
        async for record in consumer:
            found.append(record)

    task = asyncio.create_task(collect())
    yield found
    task.cancel()
    await consumer.stop()


def _headers(event, **changed):
    headers = {
        "ce_specversion": b"1.0",
        "ce_type": b"psasync.sync.requested",
        "ce_source": SOURCE.encode(),
        "ce_id": event.encode(),
        "content-type": b"application/json",
    }
    return list((headers | changed).items())


@pytest.fixture
def send(cluster, producer):
    topic = f"{cluster.environment['PSASYNC_TOPIC_PREFIX']}.sync.requested"

    async def put(body, headers, key=b"sync"):
        await producer.send_and_wait(topic, body, key=key, headers=headers)

    return put


@pytest.mark.parametrize(
    ("body", "changed", "said"),
    [
        (b"this is no JSON", {}, "json"),
        (b'{"version": 99, "tenant": "t", "sync": "s"}', {}, "version"),
        (b'{"version": 1, "sync": "s"}', {}, "tenant"),
        (b'{"version": 1, "tenant": "t", "sync": "s"}', {"ce_id": b"\xff\xfe"}, "ce_id"),
        (b'{"version": 1, "tenant": "t", "sync": "s"}', {"ce_specversion": b"0.1"}, "ce_specversion"),
        (b'{"version": 1, "tenant": "t", "sync": "s"}', {"content-type": b"application/avro"}, "content-type"),
    ],
)
async def test_what_cannot_be_read_is_a_dead_letter_with_its_reason(send, graves, body, changed, said, eventually):
    await send(body, _headers(str(uuid.uuid4()), **changed))
    grave = await eventually(lambda: next((record for record in graves if _says(record, body, said)), None))
    assert grave.value == body


def _says(record, body, said):
    words = b" ".join(value for _, value in record.headers).decode("utf-8", "replace").lower()
    return record.value == body and said in words


async def test_the_consumer_goes_on_behind_them(platform, company, send):
    syncing = await platform.connect(company(), 50)
    event = str(uuid.uuid4())
    await send(b"\x00\x01", _headers("garbage"), key=syncing.sync.encode())
    body = json.dumps({"version": 1, "tenant": syncing.tenant, "sync": syncing.sync, "requested_by": "test"}).encode()
    for _ in range(3):
        await send(body, _headers(event), key=syncing.sync.encode())
    execution = execution_id(source=SOURCE, event_id=event, tenant=syncing.tenant, sync=syncing.sync)
    document = await platform.ended(execution)
    assert document["status"] == "finished_with_warnings"
    assert document["trigger"] == "event"
    history = await platform.call("GET", "results", "/v1/executions", params={"sync": syncing.sync})
    assert [row["id"] for row in history["items"]] == [execution]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sync": "no-such-sync"}, "sync_unknown"),
        ({"tenant": "another-tenant"}, "sync_unknown"),
        ({"period": {"first": "2026-02-02", "last": "2026-02-01"}}, "period_reversed"),
        ({"entities": ["product"]}, "entity_unsupported"),
        ({"period": DAY, "entities": ["ticket_board"]}, "period_unsupported"),
        ({"mode": "force", "allow_deletions": True}, "request_invalid"),
        ({"records": [{"entity": "company", "source_id": "1"}], "entities": ["company"]}, "request_invalid"),
    ],
)
async def test_what_can_be_read_but_not_run_is_an_execution_in_error(platform, company, send, changed, code):
    syncing = await platform.connect(company(), 50)
    event = str(uuid.uuid4())
    asked = {"version": 1, "tenant": syncing.tenant, "sync": syncing.sync} | changed
    await send(json.dumps(asked).encode(), _headers(event))
    execution = execution_id(source=SOURCE, event_id=event, tenant=asked["tenant"], sync=asked["sync"])
    document = await platform.ended(execution)
    assert (document["status"], document["error"]["kind"]) == ("error", "configuration")
    assert document["error"]["code"] == code
    assert document["error"]["message"]
    assert document["error"]["hint"]
    assert document["tenant"] == asked["tenant"]
    assert "simulated" not in json.dumps(document), "nothing of the sync is shown"


@pytest.fixture
def as_event(platform, send):
    """Asks for an execution as another system does; its document when it has ended."""

    async def ask(syncing, **changed):
        event = str(uuid.uuid4())
        asked = {"version": 1, "tenant": syncing.tenant, "sync": syncing.sync} | changed
        await send(json.dumps(asked).encode(), _headers(event), key=syncing.sync.encode())
        return await platform.ended(
            execution_id(source=SOURCE, event_id=event, tenant=syncing.tenant, sync=syncing.sync)
        )

    return ask


async def test_force_over_imported_data_needs_a_confirmation_in_an_event_too(platform, company, as_event):
    syncing = await platform.connect(company(), 50, entities=("company",))
    first = await as_event(syncing, mode="force")
    assert first["totals"]["created"] > 0
    refused = await as_event(syncing, mode="force")
    assert (refused["status"], refused["error"]["code"]) == ("error", "confirmation_missing")
    assert f"{first['totals']['created']} records" in refused["error"]["message"]
    assert "confirmed: true" in refused["error"]["hint"]
    confirmed = await as_event(syncing, mode="force", confirmed=True)
    assert confirmed["totals"]["updated"] == first["totals"]["created"]


async def test_an_event_for_a_paused_sync_says_so(platform, company, as_event):
    syncing = await platform.connect(company(), 50, entities=("company",))
    await platform.call("POST", "scheduler", f"/v1/syncs/{syncing.sync}/pause")

    async def refused():
        document = await as_event(syncing)
        return document if document["status"] == "error" else None

    document = await until(refused, within=60, what="the executor has heard of the pause")
    assert (document["error"]["kind"], document["error"]["code"]) == ("configuration", "sync_archived")
    assert "Resume" in document["error"]["hint"]


async def test_a_period_in_an_event_leaves_out_what_has_no_dates(platform, company, as_event):
    syncing = await platform.connect(company(), 50, entities=("company", "ticket_board"))
    document = await as_event(syncing, period={"first": "2000-01-01", "last": "2030-01-01"})
    assert document["status"] in {"finished", "finished_with_warnings"}
    assert list(document["counts"]) == ["company"]
    log = await platform.call("GET", "results", f"/v1/executions/{document['id']}/log")
    assert "No period is possible for ticket_board: left out." in [line["message"] for line in log["items"]]


async def test_a_body_of_two_megabytes_is_refused_at_the_door(platform, company):
    syncing = await platform.connect(company(), 50)
    await platform.call(
        "POST",
        "scheduler",
        f"/v1/syncs/{syncing.sync}/executions",
        content=b'{"mode": "' + b"x" * 2_000_000 + b'"}',
        headers={"Content-Type": "application/json"},
        expect=413,
    )


async def test_a_foreign_tenants_key_sees_nothing(platform, company):
    syncing = await platform.connect(company(), 50)
    document = await platform.run(syncing)
    other = await platform.call("POST", "scheduler", "/v1/tenants", json={"name": company(), "time_zone": "UTC"})
    key = await platform.call(
        "POST", "scheduler", "/v1/keys", json={"name": "other", "role": "admin", "tenant": other["id"]}
    )
    foreign = {"Authorization": f"Bearer {key['key']}"}
    for service, path in (
        ("results", f"/v1/executions/{document['id']}"),
        ("results", f"/v1/executions/{document['id']}/records"),
        ("results", f"/v1/executions/{document['id']}/events"),
        ("executor", f"/v1/tenants/{syncing.tenant}/records/company"),
        ("tickets-relay", f"/v1/tenants/{syncing.tenant}/tickets/events"),
        ("scheduler", f"/v1/syncs/{syncing.sync}"),
    ):
        await platform.call("GET", service, path, headers=foreign, expect=404)
