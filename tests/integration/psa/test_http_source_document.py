"""What `docs/http-source.md` shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa import http_source
from psasync.psa.http_source.definition import parse
from psasync.psa.http_source.definition.fields import Conversion
from psasync.psa.http_source.mapping.conversions import FALSE_WORDS, TRUE_WORDS
from psasync.psa.port import Credentials, ReadScope
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.simulator import running

DOCUMENT = (Path(__file__).parents[3] / "docs/http-source.md").read_text()
EXAMPLE = re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[1]


async def test_the_example_reads_the_simulated_marketplace(free_port):
    with running(free_port(), system="http_source") as simulator:
        adapter = http_source.open_adapter(
            Credentials(
                connection="c",
                tenant="t",
                settings={
                    "base_url": f"{simulator.url}/http_source/demo",
                    "auth": "header",
                    "header_name": "X-Api-Key",
                    "definition": EXAMPLE,
                },
                secrets={"secret": "demo-marketplace-key"},
                plain_http_hosts=frozenset({"127.0.0.1"}),
            ),
            budget=CountingBudget(),
        )
        report = await adapter.check()
        product = (await adapter.read_page(ReadScope(Entity.PRODUCT), None, limit=1)).records[0]
        await adapter.aclose()
    assert report.ok, report.message
    assert "nothing" not in report.message
    assert set(product.data) == {"name", "code", "description", "unit_price", "active"}
    assert product.label == product.data["code"]


def test_the_example_is_shorter_than_a_definition_may_be():
    assert list(parse(EXAMPLE).entities) == [Entity.COMPANY, Entity.CONTACT, Entity.PRODUCT]


@pytest.mark.parametrize("conversion", Conversion)
def test_every_conversion_is_in_the_table(conversion):
    assert f"| `{conversion}` |" in DOCUMENT


def test_the_words_for_true_and_false_are_those_of_the_table():
    (row,) = [line for line in DOCUMENT.splitlines() if line.startswith("| `boolean` |")]
    true, false = row.split("|")[3].split(";")
    assert {word.strip() for word in true.split(",")} == TRUE_WORDS
    assert {word.strip() for word in false.split(",")} == FALSE_WORDS
