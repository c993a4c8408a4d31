"""The whole service: from Kafka to a mailbox and a webhook, and what people ask it about notices."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from standardwebhooks import Webhook as Verifier

from psasync.contracts import cloudevents
from psasync.contracts.events.catalog import TYPE, CatalogChange, CatalogChanged
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.internal import ResolvedTenant
from psasync.contracts.notifications import NotificationChoices
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.contracts.vocabulary import Role, Trigger
from psasync.kit.http import Principal
from psasync_results.settings import ResultsSettings
from tests.integration.results import service
from tests.integration.results.notices.scene import Catalog
from tests.integration.results.notices.test_guide import EXAMPLES
from tests.integration.results.service import ACME, OTHER, PLATFORM, Talker, as_, running
from tests.integration.simulator.receiver import Receiver, receiving
from tests.support.mail_server import HOST, Mailbox, mail_server
from tests.support.tiny_http import Asked, Said, tiny_server
from tests.support.waiting import until
from tests.unit.results.streams import Stream

SECRET = "whsec_" + base64.b64encode(b"a key of thirty-two bytes, tests").decode()
ACME_ADMIN, ACME_OPERATOR = "key-acme-admin", "key-acme-operator"
TENANT = ResolvedTenant(id="acme", name="Acme", version=1, time_zone="UTC")
CHOICES = NotificationChoices(recipients=("it@acme.example",), webhook=True)


@pytest.fixture
def receiver() -> Any:
    with receiving() as found:
        yield found


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with mail_server(tmp_path, "starttls") as found:
        yield found


@pytest.fixture
async def client(
    settings: ResultsSettings, mailbox: Mailbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Of a service that knows its catalog over HTTP."""
    catalog = Catalog()
    catalog.has("acme", "acme-cw", CHOICES)

    def said(asked: Asked) -> Said:
        *_, kind, name = asked.path.split("/")
        known = catalog.syncs.get(name) if kind == "syncs" else TENANT
        return Said(status=404) if known is None else Said(body=known.model_dump_json().encode())

    keys = service.Keys().known | {
        ACME_ADMIN: Principal("aa", "acme admin", Role.ADMIN, "acme"),
        ACME_OPERATOR: Principal("ao", "acme operator", Role.OPERATOR, "acme"),
    }
    monkeypatch.setattr(service.Keys, "authenticate", lambda _self, bearer: _known(keys, bearer))
    async with tiny_server(said) as scheduler:
        changes = {
            "scheduler_url": scheduler.url,
            "smtp_host": HOST,
            "smtp_port": mailbox.port,
            "smtp_cafile": mailbox.cafile,
            "mail_from": "psasync@msp.example",
            "notices_webhook_url": receiver.url,
            "notices_webhook_secret": SecretStr(SECRET),
            "notices_gather_seconds": 0.2,
            "notices_quiet_seconds": 0.2,
        }
        async with running(settings.model_copy(update=changes)) as client:
            yield client


async def _known(keys: dict[str, Principal], bearer: str) -> Principal | None:
    return keys.get(bearer)


async def test_from_kafka_to_mailbox_and_webhook_and_back_again(
    client: httpx.AsyncClient, settings: ResultsSettings, mailbox: Mailbox, receiver: Receiver
) -> None:
    talker = Talker(settings)
    try:
        nightly = SyncRequested(tenant="acme", sync="acme-cw", trigger=Trigger.NIGHTLY)
        await talker.say(*Stream("e1", request=nightly).started().ended("error").events)
        await missed(talker)
        await until(lambda: len(mailbox.mails) == len(receiver.webhooks) == 2, 40, "both are told of both")
    finally:
        await talker.producer.stop(5)
    subjects = sorted(str(mail["Subject"]) for _, mail in mailbox.mails)
    assert subjects == [
        "PSA Sync: Acme, Sync acme-cw did not run",
        "PSA Sync: Acme, Sync acme-cw failed (authentication)",
    ]
    told = {Verifier(SECRET).verify(each.body, dict(each.headers))["type"] for each in receiver.webhooks}
    assert told == {"psasync.notice.failure", "psasync.notice.missed"}

    await listed(client)
    assert json.loads(await example(client, "list"))["items"][0]["facts"]["execution"] == "e1"
    await delivered_again(client, receiver)


async def missed(talker: Talker) -> None:
    """News, the same once more, news of long ago, and what is none of ours."""
    now = datetime.now(UTC)
    event = CatalogChanged(
        change=CatalogChange.OCCURRENCE_MISSED,
        tenant="acme",
        subject="acme-cw",
        subject_version=3,
        at=now,
        occurrence="2026-11-25T01:30",
        reason="no scheduler ran at its time",
    )
    old = event.model_copy(update={"occurrence": "2026-11-01T01:30", "at": now - timedelta(days=4)})
    other = event.model_copy(update={"change": CatalogChange.SYNC_CHANGED})
    for number, each in enumerate((event, event, old, other)):
        headers = cloudevents.Attributes(id=f"n{number}", source="test", type=TYPE).headers()
        body = each.model_dump_json().encode()
        await talker.producer.send(CATALOG_CHANGED, key="acme", value=body, headers=headers)


async def listed(client: httpx.AsyncClient) -> None:
    async def all_sent() -> list[dict[str, Any]]:
        items = (await client.get("/v1/notices")).json()["items"]
        return items if len(items) == 4 and all(item["state"] == "sent" for item in items) else []

    items = await until(all_sent, 20, "all are marked as sent")
    assert {(item["kind"], item["channel"]) for item in items} == {
        (kind, channel) for kind in ("failure", "missed") for channel in ("mail", "webhook")
    }
    [by_mail] = (await client.get("/v1/notices", params={"kind": "failure", "channel": "mail"})).json()["items"]
    assert (by_mail["address"], by_mail["facts"]["execution"]) == ("it@acme.example", "e1")
    [attempt] = by_mail["deliveries"][0]["attempts"]
    assert (attempt["outcome"], attempt["status"]) == ("sent", 250)
    [first] = (await client.get("/v1/notices", params={"limit": 1, "execution": "e1"})).json()["items"]
    page = (await client.get("/v1/notices", params={"limit": 3})).json()
    rest = (await client.get("/v1/notices", params={"limit": 3, "cursor": page["next_cursor"]})).json()
    assert len({item["id"] for item in (*page["items"], *rest["items"])}) == 4
    assert rest["next_cursor"] is None
    assert first["facts"]["execution"] == "e1"
    assert (await client.get("/v1/notices", headers=as_(OTHER))).json()["items"] == []
    assert (await client.get("/v1/notices", headers=as_(OTHER), params={"tenant": "acme"})).status_code == 404
    own = (await client.get("/v1/notices", headers=as_(ACME))).json()["items"]
    assert [item["id"] for item in own] == [item["id"] for item in items]
    # What the installation's webhook answers, and how many other tenants a mail was about, is not for tenants.
    by_channel = {item["channel"]: item["deliveries"][0] for item in own}
    assert by_channel["webhook"]["attempts"][0]["detail"] == ""
    assert by_channel["mail"]["attempts"][0]["detail"] == "the mail server has taken it"
    assert {item["deliveries"][0]["total"] for item in own} == {None}
    assert by_mail["deliveries"][0]["total"] == 1


async def delivered_again(client: httpx.AsyncClient, receiver: Receiver) -> None:
    [notice] = (await client.get("/v1/notices", params={"kind": "failure", "channel": "webhook"})).json()["items"]
    path = f"/v1/notices/{notice['id']}/redeliveries"
    assert (await client.post(path, headers=as_(OTHER))).status_code in {403, 404}
    assert (await client.post(path, headers=as_(ACME))).status_code == 403
    assert (await client.post("/v1/notices/none/redeliveries")).status_code == 404
    receiver.statuses = [500]
    asked = await client.post(path, headers=as_(ACME_OPERATOR))
    assert asked.status_code == 202

    async def failed() -> bool:
        [item] = (await client.get("/v1/notices", params={"kind": "failure", "channel": "webhook"})).json()["items"]
        last = item["deliveries"][-1]
        return (last["id"], last["state"], last["requested_by"]) == (asked.json()["delivery"], "failed", "ao")

    await until(failed, 20, "it was tried once more, and no more")
    assert [each.headers["webhook-id"] for each in receiver.webhooks].count(notice["id"]) == 2


async def test_a_test_message(client: httpx.AsyncClient, mailbox: Mailbox, receiver: Receiver) -> None:
    path = "/v1/notices/tests"
    mailbox.refuse = lambda address: "550 no such user" if address.startswith("nobody@") else None
    body = {"recipients": ["it@acme.example", "nobody@acme.example"]}
    answer = await client.post(path, json=body, headers=as_(ACME_ADMIN))
    assert answer.status_code == 200, answer.text
    good, bad = answer.json()["items"]
    assert (good["address"], good["ok"]) == ("it@acme.example", True)
    assert (bad["ok"], bad["status"]) == (False, 550)
    [(_, mail)] = mailbox.mails[:1]
    assert mail["Subject"] == "PSA Sync: test message"

    assert (await client.post(path, json=body, headers=as_(ACME_OPERATOR))).status_code == 403
    assert (await client.post(path, json={"webhook": True}, headers=as_(ACME_ADMIN))).status_code == 403
    assert (await client.post(path, json={}, headers=as_(ACME_ADMIN))).status_code == 422
    for wrong in ("it@acme.example\nBcc: x@example.com", "nobody"):
        assert (await client.post(path, json={"recipients": [wrong]}, headers=as_(ACME_ADMIN))).status_code == 422
    items = json.loads(await example(client, "test-message"))["items"]
    assert [(item["channel"], item["ok"]) for item in items] == [("mail", True), ("webhook", True)]
    told = Verifier(SECRET).verify(receiver.webhooks[-1].body, dict(receiver.webhooks[-1].headers))
    assert told["type"] == "psasync.notice.test"

    statuses = [(await client.post(path, json=body, headers=as_(ACME_ADMIN))).status_code for _ in range(3)]
    assert statuses[-1] == 429, "five in a minute"


async def example(client: httpx.AsyncClient, name: str) -> bytes:
    """What an example of docs/notices.md prints, run as it stands there."""
    environment = {"PATH": os.environ["PATH"], "RESULTS": str(client.base_url).rstrip("/"), "API_KEY": PLATFORM}
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", EXAMPLES[name], env=environment, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed
    return printed
