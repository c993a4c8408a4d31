"""The check at set-up holds the definition against what the source gives; and how a source is called."""

from __future__ import annotations

import base64

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.integration.psa.shop import read_ids, running
from tests.support.tiny_http import Said


async def checked(shop, paging="page_number", **described):
    adapter = shop.adapter(paging, described=described)
    report = await adapter.check()
    await adapter.aclose()
    return report


async def test_a_definition_that_fits():
    async with running(25) as shop:
        report = await checked(shop)
        assert (report.ok, report.error_kind, report.message) == (True, None, "product: 10 rows looked at")
        assert report.readable == {Entity.PRODUCT: True}


async def test_nothing_to_read_is_no_failure_and_is_said():
    async with running(0) as shop:
        report = await checked(shop)
        assert report.ok
        assert report.message == "product: no rows, so nothing could be compared"


@pytest.mark.parametrize(
    ("described", "told"),
    [
        ({"id": "sku"}, "there is no id at `sku` in 10 of 10 rows"),
        ({"records": "data.items"}, "there is nothing at `data.items`"),
        ({"fields": {"name": "title"}}, "there is nothing at `title` for name, which is needed"),
        ({"fields": {"name": "name", "unit_price": "name"}}, "unit_price is no number in 10 of 10 rows"),
        ({"by_id": {"path": "/shop/goods/{id}/x"}}, "by_id: there is no record at /shop/goods/{id}/x"),
        ({"by_id": {"path": "/shop/products/{id}"}}, "holds another record than was asked for, or none"),
        ({"business_date": {"path": "name"}}, "business date is no time in 10 of 10 rows"),
        ({"paging": {"style": "page_number", "size_parameter": "limit", "total": "sum"}}, "no count at `sum`"),
        ({"paging": {"style": "page_number", "size_parameter": "limit", "total": "total"}}, "gives 10 rows at once"),
        ({"paging": {"style": "page_number", "size_parameter": "limit"}}, "gives 10 rows at once"),
        ({"paging": {"style": "offset"}}, "gives 10 rows at once"),
    ],
)
async def test_what_must_be_corrected(described, told):
    async with running(25) as shop:
        report = await checked(shop, **described)
        assert (report.ok, report.error_kind) == (False, "configuration")
        assert told in report.message
        assert "Product 1" not in report.message  # paths, never values


@pytest.mark.parametrize(
    ("described", "told"),
    [
        ({"fields": {"name": "name", "code": "no.where"}}, "nothing found for code (`no.where`)"),
        ({"custom_fields": {"Vendor": "vendor"}}, "nothing found for custom field Vendor (`vendor`)"),
        ({"label": "title"}, "nothing found for label (`title`)"),
        ({"updated_since": {"parameter": "since"}}, "the source takes no notice of the parameter since"),
    ],
)
async def test_what_is_only_odd(described, told):
    async with running(25) as shop:
        report = await checked(shop, **described)
        assert report.ok
        assert told in report.message


async def test_a_path_that_is_not_there_and_one_that_is_forbidden():
    async with running(5, meddle=lambda _asked, _said: Said({"error": "not here"}, 404)) as shop:
        report = await checked(shop)
        assert (report.ok, report.error_kind) == (False, "configuration")
        assert "answered 404 to /shop/products: not here" in report.message
        shop.meddle = lambda _asked, _said: Said({"error": "no"}, 403)
        report = await checked(shop)
        assert (report.ok, report.error_kind, report.readable) == (False, "authorization", {Entity.PRODUCT: False})


async def test_declared_fields_are_those_of_the_definition():
    async with running(1) as shop:
        adapter = shop.adapter("none", described={"custom_fields": {"Vendor": "vendor.name"}})
        declared = await adapter.declare()
        await adapter.aclose()
        assert [field.name for field in declared.custom_fields[Entity.PRODUCT]] == ["Vendor"]
        assert shop.server.asked == []


@pytest.mark.parametrize(
    ("settings", "header", "value"),
    [
        ({"auth": "header", "header_name": "X-Api-Key"}, "x-api-key", "s3cr3t"),
        ({"auth": "bearer"}, "authorization", "Bearer s3cr3t"),
        (
            {"auth": "basic", "username": "zoë"},
            "authorization",
            f"Basic {base64.b64encode('zoë:s3cr3t'.encode()).decode()}",
        ),
        ({"auth": "none"}, "authorization", None),
    ],
)
async def test_how_the_source_knows_us(settings, header, value):
    async with running(2) as shop:
        await read_ids(shop.adapter("none", secret="s3cr3t", **settings))
        assert shop.server.asked[0].headers.get(header) == value


@pytest.mark.parametrize(
    ("settings", "secret", "told", "code"),
    [
        ({"auth": "oauth"}, "s", "auth must be one of none, basic", IssueCode.MAPPING_INVALID),
        ({"auth": "bearer"}, "", "secret is missing", IssueCode.CREDENTIALS_REFUSED),
        ({"auth": "basic"}, "s", "username is missing", IssueCode.ADDRESS_WRONG),
        ({"auth": "header"}, "s", "header_name is missing", IssueCode.ADDRESS_WRONG),
        ({"auth": "header", "header_name": "Host"}, "s", "header_name is", IssueCode.ADDRESS_WRONG),
        ({"auth": "header", "header_name": "X: y\r\nZ"}, "s", "header_name is", IssueCode.ADDRESS_WRONG),
        ({"base_url": "http://market.example"}, "s", "base_url must begin", IssueCode.ADDRESS_FORBIDDEN),
        ({"base_url": "https://localhost/x"}, "s", "base_url is this machine", IssueCode.ADDRESS_FORBIDDEN),
    ],
)
async def test_a_connection_that_cannot_be_right(settings, secret, told, code):
    async with running(0) as shop:
        with pytest.raises(PsaError, match=told) as caught:
            shop.adapter("none", secret=secret, **settings)
        assert (caught.value.kind, caught.value.permanent, caught.value.code) == ("configuration", True, code)
        assert shop.server.asked == []


async def test_a_list_that_was_there_and_now_is_not_is_tried_again():
    async with running(5) as shop:
        adapter = shop.adapter("none")
        await adapter.read_page(ReadScope(Entity.PRODUCT), None)
        shop.meddle = lambda _asked, _said: Said(status=404)
        with pytest.raises(PsaError) as caught:
            await adapter.read_page(ReadScope(Entity.PRODUCT), None)
        await adapter.aclose()
        assert (caught.value.code, caught.value.permanent) == (IssueCode.SOURCE_FAILED, False)


async def test_ids_cannot_lead_through_the_sources_paths():
    async with running(5) as shop:
        adapter = shop.adapter("none")
        page = await adapter.read_page(ReadScope(Entity.PRODUCT, ids=("..", ".", "../5", "a/b?c=d#e", "5")), None)
        await adapter.aclose()
        assert [record.source_id for record in page.records] == ["5"]
        assert list(page.gone_ids) == ["..", ".", "../5", "a/b?c=d#e"]
        asked = [one.path for one in shop.server.asked]
        assert asked == ["/shop/products/..%2F5", "/shop/products/a%2Fb%3Fc%3Dd%23e", "/shop/products/5"]
        assert all(one.query == {} for one in shop.server.asked)


async def test_single_records_that_a_definition_does_not_describe_are_refused():
    async with running(5) as shop:
        adapter = shop.adapter("none", described={"by_id": None})
        with pytest.raises(PsaError) as caught:
            await adapter.read_page(ReadScope(Entity.PRODUCT, ids=("1",)), None)
        await adapter.aclose()
        assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
