"""A ticket in the simulated ConnectWise reaches a live consumer, and nothing keeps it."""

import asyncio
import json

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Consumer:
    """Reads one server-sent event stream into a list."""

    def __init__(self, platform, tenant, **options):
        self.events = []
        self.last_id = None
        self._open = asyncio.Event()
        self._task = asyncio.create_task(self._read(platform, tenant, options))

    async def ready(self):
        await asyncio.wait_for(self._open.wait(), 20)

    async def close(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self, platform, tenant, options):
        url = f"{platform.cluster.url('tickets-relay')}/v1/tenants/{tenant}/tickets/events"
        headers = {"Authorization": f"Bearer {platform.key}", **options.pop("headers", {})}
        async with platform.http.stream("GET", url, headers=headers, params=options, timeout=60) as response:
            assert response.status_code == 200, await response.aread()
            self._open.set()
            name, data, event_id = "message", [], None
            async for line in response.aiter_lines():
                field, _, value = line.partition(":")
                value = value.removeprefix(" ")
                if field == "event":
                    name = value
                elif field == "data":
                    data.append(value)
                elif field == "id":
                    event_id = value
                elif not line and (data or event_id):
                    self.last_id = event_id or self.last_id
                    self.events.append((name, json.loads("\n".join(data)) if data else None))
                    name, data, event_id = "message", [], None

    def tickets(self):
        return [data for name, data in self.events if name == "ticket"]


async def test_a_ticket_reaches_its_tenants_consumers_only(platform, company, eventually):
    syncing = await platform.connect(company(), 50)
    other = await platform.connect(company(), 50)
    await platform.register_callback(syncing)
    consumers = [Consumer(platform, syncing.tenant) for _ in range(2)]
    stranger = Consumer(platform, other.tenant)
    for consumer in (*consumers, stranger):
        await consumer.ready()
    opened = await platform.control(
        "POST", syncing.company, "/tickets", {"action": "added", "fields": {"summary": "No dial tone"}}
    )
    assert opened["deliveries"][0]["accepted"], opened
    for consumer in consumers:
        tickets = await eventually(consumer.tickets)
        assert (tickets[0]["ticket_id"], tickets[0]["title"]) == (str(opened["id"]), "No dial tone")
        assert tickets[0]["tenant"] == syncing.tenant
    assert stranger.tickets() == []
    for consumer in (*consumers, stranger):
        await consumer.close()


async def test_a_webhook_that_is_registered_goes_with_its_connection(platform, company, eventually):
    syncing = await platform.connect(company(), 50)
    path = f"/v1/connections/{syncing.connection}"
    registered = await platform.call("PUT", "tickets-relay", f"{path}/webhook")
    assert (registered["state"], registered["waits"]) == ("active", "")
    assert await platform.callback_addresses(syncing) == [f"{registered['address']}?recordId="]

    async def entries():
        page = await platform.call("GET", "scheduler", "/v1/audit", params={"subject": syncing.connection})
        return [entry for entry in page["items"] if entry["action"] == "connection.webhook-registered"]

    assert len(await eventually(entries)) == 1
    await platform.call("DELETE", "scheduler", path, params={"cascade": True})

    async def archived():
        return (await platform.call("GET", "scheduler", path))["state"] == "archived"

    await eventually(archived)
    assert await platform.callback_addresses(syncing) == []


async def test_a_dropped_consumer_resumes_where_it_was(platform, company, eventually):
    syncing = await platform.connect(company(), 50)
    await platform.register_callback(syncing)
    consumer = Consumer(platform, syncing.tenant)
    await consumer.ready()
    await platform.control("POST", syncing.company, "/tickets", {"fields": {"summary": "one"}})
    await eventually(consumer.tickets)
    await consumer.close()
    for summary in ("two", "three"):
        await platform.control("POST", syncing.company, "/tickets", {"fields": {"summary": summary}})
    resumed = Consumer(platform, syncing.tenant, headers={"Last-Event-ID": consumer.last_id})
    await eventually(lambda: len(resumed.tickets()) >= 2)
    assert [ticket["title"] for ticket in resumed.tickets()] == ["two", "three"]
    assert "gap" not in [name for name, _ in resumed.events]
    await resumed.close()


async def test_a_tampered_webhook_is_refused(platform, company):
    syncing = await platform.connect(company(), 50)
    await platform.register_callback(syncing)
    sent = await platform.control(
        "POST", syncing.company, "/tickets", {"fields": {"summary": "forged"}, "tampering": "body"}
    )
    assert set(sent["deliveries"][0]["statuses"]) == {401}, sent


async def test_an_unknown_address_and_a_large_body(platform, company):
    syncing = await platform.connect(company(), 50)
    relay = platform.cluster.url("tickets-relay")
    unknown = await platform.http.post(f"{relay}/hooks/no-such-token", json={})
    assert unknown.status_code == 404
    large = await platform.http.post(
        syncing.webhook_url, content=b"x" * 2_000_000, headers={"Content-Type": "application/json"}
    )
    assert large.status_code == 413
