"""Every style of paging reads a list whole, keeps to its rows while they move, and ends where a source does not."""

from __future__ import annotations

import random

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.integration.psa.shop import PAGING, read_ids, running
from tests.support.tiny_http import Said


@pytest.mark.parametrize("count", [0, 1, 10, 11, 47])
@pytest.mark.parametrize("style", PAGING)
async def test_a_list_is_read_whole_and_once(style, count):
    async with running(count, first_page=0 if style == "zero_based" else 1) as shop:
        for limit in (1000, 3, 1):
            assert await read_ids(shop.adapter(style), limit) == shop.ids, limit


async def test_a_long_answer_is_cut_and_asked_for_once():
    async with running(25) as shop:
        assert await read_ids(shop.adapter("none"), limit=4) == shop.ids
        assert len(shop.server.asked) == 1


async def test_a_cut_answer_goes_on_in_another_process():
    async with running(25) as shop:
        first = shop.adapter("none")
        page = await first.read_page(ReadScope(Entity.PRODUCT), None, limit=10)
        await first.aclose()
        shop.delete(2, 5)  # rows before the reader
        second = shop.adapter("none")
        rest = await second.read_page(ReadScope(Entity.PRODUCT), page.next, limit=100)
        await second.aclose()
        assert [record.source_id for record in rest.records] == [str(number) for number in range(11, 26)]
        assert rest.next is None


@pytest.mark.parametrize("style", ["page_number", "offset", "offset_until_short", "cursor", "next_link", "none"])
async def test_rows_that_are_deleted_before_the_reader_hide_none(style):
    async with running(60) as shop:
        deleted = {1: (1, 2), 2: (3,), 3: (4, 5, 6)}
        seen = await read_ids(shop.adapter(style), 10, lambda page: shop.delete(*deleted.get(page, ())))
        assert set(shop.ids) <= set(seen)


@pytest.mark.parametrize("style", ["offset", "offset_until_short"])
@pytest.mark.parametrize("seed", range(25))
async def test_offsets_hide_nothing_however_rows_move(style, seed):
    """Deletions everywhere, also of the rows that pages overlap by, and additions that keep the total as it was."""
    chance = random.Random(seed)
    async with running(60) as shop:
        before = shop.ids

        def step(page: int) -> None:
            if page > 4:
                return
            gone = chance.sample(shop.rows, chance.choice([1, 3, 12])) + shop.rows[10 * page - 3 : 10 * page]
            shop.delete(*(row["id"] for row in gone))
            new = 1000 + 100 * page
            shop.rows += [{"id": new + number, "name": "new"} for number in range(chance.choice([0, len(gone), 20]))]

        seen = await read_ids(shop.adapter(style), 10, step)
        assert set(before) & set(shop.ids) <= set(seen), f"seed {seed}"


@pytest.mark.parametrize(
    ("style", "answer"),
    [
        ("page_until_short", {"items": [{"id": n, "name": "x"} for n in range(10)]}),
        ("page_number", {"items": [{"id": n, "name": "x"} for n in range(10)], "total": 1000}),
        ("offset", {"items": [{"id": n, "name": "x"} for n in range(10)], "total": 1000}),
        ("offset_until_short", {"items": [{"id": n, "name": "x"} for n in range(10)]}),
        ("cursor", {"items": [{"id": 1, "name": "x"}], "next": "same"}),
        ("cursor", {"items": [], "next": "same"}),
        ("next_link", {"items": [{"id": 1, "name": "x"}], "link": "/shop/products?again"}),
        ("next_link", {"items": [], "link": "/shop/products?again"}),
    ],
)
async def test_paging_that_does_not_move_on_is_an_error(style, answer):
    async with running(meddle=lambda _asked, _said: Said(answer)) as shop:
        with pytest.raises(PsaError, match="does not move on") as caught:
            await read_ids(shop.adapter(style), 10)
        assert (caught.value.kind, caught.value.permanent) == ("technical", False)
        assert len(shop.server.asked) < 20


@pytest.mark.parametrize("length", [2, 3, 7])
async def test_cursors_that_go_round_are_an_error(length):
    def round_and_round(asked, _said):
        at = (int(asked.query.get("cursor", "0")) + 1) % length
        return Said({"items": [{"id": f"{at}-{n}", "name": "x"} for n in range(3)], "next": str(at or length)})

    async with running(meddle=round_and_round) as shop:
        with pytest.raises(PsaError, match="does not move on"):
            await read_ids(shop.adapter("cursor"), 10)
        assert len(shop.server.asked) < 6 * length + 4


async def test_rows_without_any_order_are_an_error_and_not_an_endless_read():
    chance = random.Random(5)

    def shuffled(asked, _said):
        items = [{"id": chance.randrange(10**9), "name": "x"} for _ in range(int(asked.query["limit"]))]
        return Said({"items": items, "total": 100_000})

    async with running(meddle=shuffled) as shop:
        adapter = shop.adapter("offset")
        cursor = {"at": {"start": 900, "last": ["a"]}, "progress": {"pages": 1000, "back": 999}}
        page = await adapter.read_page(ReadScope(Entity.PRODUCT), cursor, limit=10)
        with pytest.raises(PsaError, match="no stable order"):
            await adapter.read_page(ReadScope(Entity.PRODUCT), page.next, limit=10)
        await adapter.aclose()


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("https://elsewhere.example/products", "another server"),
        ("//elsewhere.example/products", "another server"),
        ("http://user:pw@127.0.0.1/products", "no address"),
        ("http://127.0.0.1:1/products", "another server"),
        ("ftp://127.0.0.1/products", "another server"),
        ("http://[bad", "no address"),
        ("x" * 2001, "too long"),
        (7, "no link"),
    ],
)
async def test_a_link_that_leads_elsewhere_is_not_followed(link, told):
    async with running(meddle=lambda _asked, _said: Said({"items": [{"id": 1, "name": "x"}], "link": link})) as shop:
        with pytest.raises(PsaError, match=told):
            await read_ids(shop.adapter("next_link"))
        assert len(shop.server.asked) == 1


async def test_a_stored_link_is_checked_again():
    async with running(3) as shop:
        adapter = shop.adapter("next_link")
        cursor = {"at": {"link": "https://elsewhere.example/x"}, "progress": {}}
        with pytest.raises(PsaError, match="another server"):
            await adapter.read_page(ReadScope(Entity.PRODUCT), cursor)
        await adapter.aclose()
        assert shop.server.asked == []


@pytest.mark.parametrize(
    ("style", "answer", "told"),
    [
        ("page_number", {"items": [{"id": 1, "name": "x"}]}, "no count at `total`"),
        ("page_number", {"items": [{"id": 1, "name": "x"}], "total": -3}, "no count at `total`"),
        ("cursor", {"items": [], "next": {"a": 1}}, "what stands at `next` is no cursor"),
        ("cursor", {"items": [], "next": "x" * 2001}, "what stands at `next` is no cursor"),
        ("none", {"products": []}, "there is nothing at `items`"),
        ("none", {"items": {"1": {}}}, "there is no list at `items`"),
        ("none", None, "it is empty"),
    ],
)
async def test_an_answer_that_does_not_fit_is_told(style, answer, told):
    async with running(meddle=lambda _asked, _said: Said(answer)) as shop:
        with pytest.raises(PsaError, match=told) as caught:
            await read_ids(shop.adapter(style))
        assert (caught.value.kind, caught.value.permanent) == ("technical", False)


async def test_an_answer_without_content_is_an_empty_list():
    async with running(meddle=lambda _asked, _said: Said(status=204, body=b"")) as shop:
        assert await read_ids(shop.adapter("none")) == []
