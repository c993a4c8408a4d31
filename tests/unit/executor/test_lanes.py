"""Lanes: what is read side by side, what waits, and what holds nobody up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest

from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.plan import Reading, Step
from psasync_executor.domain.retry import Failures
from psasync_executor.run.lanes import Lanes
from psasync_executor.run.reader import ReadPage
from psasync_executor.run.signals import LongWait

PLANNED = (Entity.COMPANY_STATUS, Entity.COMPANY, Entity.CONTACT, Entity.TICKET_BOARD, Entity.TICKET_STATUS)


@dataclass
class Source:
    pages: int = 2
    error: dict[Entity, Exception] | None = None

    def __post_init__(self) -> None:
        self.asked: list[tuple[Entity, int]] = []

    async def of(self, entity: Entity) -> AsyncGenerator[ReadPage, None]:
        for number in range(self.pages):
            self.asked.append((entity, number))
            await asyncio.sleep(0)
            if self.error and entity in self.error:
                raise self.error[entity]
            more = {"page": number + 1} if number + 1 < self.pages else None
            yield ReadPage(Step(entity=entity, reading=Reading.FULL), 0, (), more, None)  # type: ignore[arg-type]


async def drained(lanes: Lanes, got: list[Entity] | None = None) -> list[Entity]:
    got = [] if got is None else got
    while (page := await lanes.next()) is not None:
        got.append(page.step.entity)
        if page.next is None:
            lanes.settled(page.step.entity)
    return got


async def test_parents_are_settled_before_their_children_are_asked_for():
    source = Source()
    async with Lanes(PLANNED, (), source.of) as lanes:
        first = await lanes.next()
        await asyncio.sleep(0.01)
        assert first is not None
        assert {entity for entity, _ in source.asked} == {Entity.COMPANY_STATUS, Entity.TICKET_BOARD}
        rest = await drained(lanes)
    everything = [first.step.entity, *rest]
    assert sorted(everything) == sorted(PLANNED * 2)
    last = {entity: len(everything) - 1 - everything[::-1].index(entity) for entity in PLANNED}
    assert last[Entity.COMPANY_STATUS] < everything.index(Entity.COMPANY)
    assert last[Entity.COMPANY] < everything.index(Entity.CONTACT)
    assert last[Entity.TICKET_BOARD] < everything.index(Entity.TICKET_STATUS)


async def test_an_entity_without_its_parent_in_the_plan_begins_at_once():
    source = Source()
    async with Lanes((Entity.CONTACT,), (), source.of) as lanes:
        assert await drained(lanes) == [Entity.CONTACT] * 2


async def test_what_was_settled_before_is_not_read_again():
    source = Source()
    async with Lanes(PLANNED, (Entity.COMPANY_STATUS, Entity.COMPANY), source.of) as lanes:
        assert sorted(set(await drained(lanes))) == sorted({Entity.CONTACT, Entity.TICKET_BOARD, Entity.TICKET_STATUS})


async def test_a_long_wait_of_one_lane_holds_up_no_other_but_its_children():
    wait = LongWait(60, "Waiting", Failures())
    source = Source(error={Entity.COMPANY: wait, Entity.TICKET_BOARD: LongWait(90, "Longer", Failures())})
    got: list[Entity] = []
    async with Lanes(PLANNED, (), source.of) as lanes:
        with pytest.raises(LongWait) as caught:
            await drained(lanes, got)
    assert caught.value is wait
    assert got == [Entity.COMPANY_STATUS] * 2


async def test_an_error_of_one_lane_ends_all():
    source = Source(error={Entity.TICKET_BOARD: ValueError("broken")})
    async with Lanes(PLANNED, (), source.of) as lanes:
        with pytest.raises(ValueError, match="broken"):
            await drained(lanes)


async def test_reading_ahead_is_bounded():
    source = Source(pages=1000)
    async with Lanes((Entity.CONTACT,), (), source.of) as lanes:
        await lanes.next()
        await asyncio.sleep(0.05)
        assert len(source.asked) <= 4
