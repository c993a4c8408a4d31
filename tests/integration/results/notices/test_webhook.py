"""The installation's webhook: signed, tried again, disabled when it is dead, well again when it takes something."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from psasync.contracts.notifications import NotificationChoices
from psasync.kit.mongo import Database
from psasync_results.notices.redelivering import Redelivering
from psasync_results.settings import ResultsSettings
from tests.integration.results.notices.scene import Catalog, HandClock, Scene
from tests.integration.simulator.receiver import Receiver, receiving
from tests.support.tiny_http import Said, tiny_server

SECRET = "whsec_" + base64.b64encode(b"a key of thirty-two bytes, tests").decode()
BY_WEBHOOK = NotificationChoices(webhook=True)
OPERATORS = ("noc@msp.example",)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def hooked(settings: ResultsSettings, receiver: Receiver) -> ResultsSettings:
    changes = {
        "notices_webhook_url": receiver.url,
        "notices_webhook_secret": SecretStr(SECRET),
        "notices_operators": OPERATORS,
        "notices_webhook_timeout_seconds": 5.0,
    }
    return settings.model_copy(update=changes)


Replicas = Callable[[], Scene]


@pytest.fixture
def replicas(
    scene_of: object, database: Database, hooked: ResultsSettings, catalog: Catalog, clock: HandClock
) -> Replicas:
    """On a database with its indexes."""
    assert scene_of
    catalog.has("acme", "acme-cw", BY_WEBHOOK)
    return lambda: Scene(database, hooked, catalog, clock)


async def deliver(scene: Scene) -> None:
    await scene.tell()
    while await scene.parts.by_webhook.step():
        pass
    await scene.tell()


async def message_of(scene: Scene) -> dict:
    return await scene.database.collection("notice_messages").find_one({"channel": "webhook"}) or {}


async def test_what_arrives_is_verified_by_the_library_of_the_specification(
    replicas: Replicas, receiver: Receiver
) -> None:
    scene = replicas()
    await scene.end("e1")
    await deliver(scene)
    [arrived] = receiver.webhooks
    told = Verifier(SECRET).verify(arrived.body, dict(arrived.headers))
    [notice] = await scene.notices()
    assert arrived.headers["webhook-id"] == notice["_id"]
    assert told["type"] == "psasync.notice.failure"
    data = told["data"]
    assert (data["tenant"], data["sync"], data["execution"]) == ("acme", "acme-cw", "e1")
    assert data["error_kind"] == "authentication"
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(arrived.body + b" ", dict(arrived.headers))


async def test_each_cause_is_a_request_of_its_own(replicas: Replicas, receiver: Receiver, catalog: Catalog) -> None:
    scene = replicas()
    for number in range(3):
        catalog.has(f"t{number}", f"s{number}", BY_WEBHOOK)
        await scene.end(f"e{number}", tenant=f"t{number}", sync=f"s{number}")
    await deliver(scene)
    assert len({arrived.headers["webhook-id"] for arrived in receiver.webhooks}) == len(receiver.webhooks) == 3


async def test_it_is_tried_again_with_the_same_id_and_body(
    replicas: Replicas, receiver: Receiver, clock: HandClock
) -> None:
    receiver.statuses = [500, 302]
    scene = replicas()
    await scene.end("e1")
    for _ in range(4):
        await deliver(scene)
        clock.forward(minutes=2)
    assert len({arrived.headers["webhook-id"] for arrived in receiver.webhooks}) == 1
    assert len({arrived.body for arrived in receiver.webhooks}) == 1
    message = await message_of(scene)
    assert [each["status"] for each in message["attempts"]] == [500, 302, 204]
    assert message["state"] == "sent"
    assert len(receiver.webhooks) == 3, "and a redirect is not followed"


async def test_a_receiver_that_is_gone_gets_nothing_more_and_its_operators_are_told_once(
    replicas: Replicas, receiver: Receiver, clock: HandClock, catalog: Catalog
) -> None:
    receiver.statuses = [410]
    scene, other = replicas(), replicas()
    other.tray = scene.tray
    other.parts.by_mail._way = scene.tray
    await scene.end("e1")
    await deliver(scene)
    catalog.has("t2", "s2", BY_WEBHOOK)
    await scene.end("e2", tenant="t2", sync="s2")
    await deliver(other)
    assert len(receiver.webhooks) == 1, "the second was not even tried"
    clock.forward(minutes=2)
    await deliver(scene)
    await deliver(other)
    assert scene.told() == [("webhook_disabled", OPERATORS[0], 1)]
    assert "410" in (scene.tray.taken[0].shown[0].facts.reason or "")
    states = {
        message["state"]: message.get("held")
        for message in await scene.database.collection("notice_messages").find_list({"channel": "webhook"}, limit=9)
    }
    assert set(states) == {"failed", "held"}
    assert "disabled since" in states["held"]


async def test_a_redelivery_that_is_taken_makes_it_well_again(
    replicas: Replicas, receiver: Receiver, clock: HandClock, catalog: Catalog
) -> None:
    receiver.statuses = [410]
    scene = replicas()
    await scene.end("e1")
    await deliver(scene)
    [notice] = [each for each in await scene.notices() if each["channel"] == "webhook"]
    await Redelivering(scene.parts.notices, scene.parts.messages, clock).ask(notice, "key-1")
    await deliver(scene)
    assert [arrived.headers["webhook-id"] for arrived in receiver.webhooks] == [notice["_id"]] * 2
    catalog.has("t2", "s2", BY_WEBHOOK)
    await scene.end("e2", tenant="t2", sync="s2")
    await deliver(scene)
    assert len(receiver.webhooks) == 3


async def test_after_a_day_of_failures_it_is_disabled(replicas: Replicas, receiver: Receiver, clock: HandClock) -> None:
    receiver.statuses = [503] * 100
    scene = replicas()
    await scene.end("e1")
    for _ in range(16):
        await deliver(scene)
        clock.forward(hours=8)
    assert len(receiver.webhooks) == 11
    assert scene.told() == [("webhook_disabled", OPERATORS[0], 1)]


async def test_of_a_long_answer_the_beginning_is_kept_and_no_secret(
    replicas: Replicas, hooked: ResultsSettings, clock: HandClock, catalog: Catalog, database: Database
) -> None:
    answer = Said(status=500, body=SECRET.encode() + b" is what you sent me " + b"x" * 20_000)
    async with tiny_server(lambda _: answer) as server:
        there = hooked.model_copy(update={"notices_webhook_url": f"{server.url}/hook"})
        scene = Scene(database, there, catalog, clock)
        await scene.end("e1")
        await deliver(scene)
    [attempt] = (await message_of(scene))["attempts"]
    assert attempt["status"] == 500
    assert len(attempt["detail"]) <= 300
    assert SECRET not in attempt["detail"]
    assert "is what you sent me" in attempt["detail"]


async def test_a_name_that_leads_inside_is_not_called(
    scene_of: object, settings: ResultsSettings, catalog: Catalog, clock: HandClock, database: Database
) -> None:
    assert scene_of
    catalog.has("acme", "acme-cw", BY_WEBHOOK)
    changes = {"notices_webhook_url": "https://inside.example/hook", "notices_webhook_secret": SecretStr(SECRET)}
    scene = Scene(database, settings.model_copy(update=changes), catalog, clock)

    async def inside(_host: str, _port: int) -> list[str]:
        return ["10.0.0.7"]

    scene.parts._webhook._http._transport._resolve = inside
    await scene.end("e1")
    await deliver(scene)
    [attempt] = (await message_of(scene))["attempts"]
    assert "not public" in attempt["detail"]


async def test_without_a_webhook_its_notices_are_held(scene: Scene, catalog: Catalog) -> None:
    catalog.has("acme", "acme-cw", BY_WEBHOOK)
    await scene.end("e1")
    await deliver(scene)
    message = await message_of(scene)
    assert (message["state"], message["held"], message["attempts"]) == ("held", "no webhook is set up", [])
