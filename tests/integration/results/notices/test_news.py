"""What the scheduler did by itself: who is told of it, and that it is told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.notifications import NotificationChoices
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.kafka import DeadLetters, Received
from tests.integration.results.notices.scene import MORNING, TOLD, Catalog, HandClock, Scene

PAUSED = CatalogChanged(
    change=CatalogChange.SYNC_AUTO_PAUSED,
    tenant="acme",
    subject="acme-cw",
    subject_version=7,
    at=MORNING,
    reason="5 runs in a row failed",
)
MISSED = PAUSED.model_copy(
    update={"change": CatalogChange.OCCURRENCE_MISSED, "occurrence": "2026-11-25T01:30", "reason": "no scheduler ran"}
)

RENEWED = PAUSED.model_copy(
    update={
        "change": CatalogChange.WEBHOOK_RENEWED,
        "subject": "acme-connection",
        "subject_version": 3,
        "reason": "the webhook was gone",
    }
)


async def read(scene: Scene, *events: CatalogChanged | bytes) -> DeadLetters:
    """As the consumer hands them over."""
    dead = DeadLetters()
    await scene.parts.subscription.handler(records(events), dead)
    return dead


def records(events: Sequence[CatalogChanged | bytes]) -> list[Received]:
    bodies = (each if isinstance(each, bytes) else each.model_dump_json().encode() for each in events)
    return [Received("catalog.changed", 0, offset, b"acme", body, (), 0) for offset, body in enumerate(bodies)]


async def test_a_pause_and_a_missed_night_are_told_once_however_often_they_are_read(scene: Scene) -> None:
    for _ in range(2):
        await read(scene, PAUSED, MISSED, PAUSED)
        await scene.tell_later(minutes=20)
    assert sorted(scene.told()) == [("auto_pause", "it@acme.example", 1), ("missed", "it@acme.example", 1)]
    facts = {message.kind.value: message.shown[0].facts for message in scene.tray.taken}
    assert facts["auto_pause"].reason == "5 runs in a row failed"
    assert facts["missed"].occurrence == "2026-11-25T01:30"


async def test_a_webhook_that_was_lost_is_told_to_the_tenants_own_people(scene: Scene, catalog: Catalog) -> None:
    for _ in range(2):
        await read(scene, RENEWED)
        await scene.tell_later(minutes=20)
    assert scene.told() == [("webhook_renewed", "it@acme.example", 1)]
    assert scene.tray.taken[0].shown[0].facts.reason == RENEWED.reason
    await read(scene, RENEWED.model_copy(update={"tenant": "nobody", "subject_version": 4}))
    assert len(await scene.notices()) == 1


async def test_another_pause_of_the_same_sync_is_told_again(scene: Scene) -> None:
    await read(scene, PAUSED)
    await scene.tell_later(minutes=20)
    await read(scene, PAUSED.model_copy(update={"subject_version": 9}))
    await scene.tell_later(minutes=20)
    assert len(scene.tray.taken) == 2


@pytest.mark.parametrize(
    "event",
    [
        PAUSED.model_copy(update={"tenant": "mallory"}),
        PAUSED.model_copy(update={"subject": "no-such-sync"}),
        PAUSED.model_copy(update={"at": MORNING - timedelta(days=4)}),
        PAUSED.model_copy(update={"change": CatalogChange.SYNC_CHANGED}),
    ],
    ids=["another tenant's", "unknown", "old", "none of ours"],
)
async def test_what_tells_nobody(scene: Scene, event: CatalogChanged) -> None:
    await read(scene, event)
    assert await scene.notices() == []


async def test_only_whoever_wants_to_know_is_told(scene: Scene, catalog: Catalog) -> None:
    catalog.has("acme", "acme-cw", TOLD.model_copy(update={"auto_pause": False}))
    await read(scene, PAUSED, MISSED)
    assert [notice["kind"] for notice in await scene.notices()] == ["missed"]


async def test_a_night_that_many_missed_is_one_message(scene: Scene, catalog: Catalog, clock: HandClock) -> None:
    operator = NotificationChoices(recipients=("noc@msp.example",))
    for number in range(5):
        catalog.has(f"t{number}", f"s{number}", operator)
        await read(scene, MISSED.model_copy(update={"tenant": f"t{number}", "subject": f"s{number}"}))
    await scene.tell_later()
    assert scene.told() == [("missed", "noc@msp.example", 5)]


async def test_while_the_catalog_is_away_the_same_records_come_again(scene: Scene, catalog: Catalog) -> None:
    catalog.away = True
    with pytest.raises(CatalogUnavailable):
        await read(scene, PAUSED)
    catalog.away = False
    await read(scene, PAUSED)
    assert len(await scene.notices()) == 1


async def test_what_cannot_be_read_is_a_dead_letter_and_stops_nothing(scene: Scene) -> None:
    dead = await read(scene, b"{}", PAUSED)
    assert [letter.reason for letter in dead] == ["invalid-catalog-change"]
    assert len(await scene.notices()) == 1
