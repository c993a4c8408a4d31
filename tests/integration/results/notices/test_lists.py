"""Every query over notices has an index under it."""

from __future__ import annotations

from typing import Any

import pytest

from psasync_results.notices.store.pages import NoticeQuery
from psasync_results.store.newest import SORT
from tests.integration.results.notices.scene import MORNING, Scene

ACME = {"tenant": "acme"}
QUERIES = [
    NoticeQuery(scope, **chosen)
    for scope in ({}, ACME)
    for chosen in ({}, {"kind": "failure"}, {"channel": "mail"}, {"sync": "acme-cw"}, {"execution": "e1"})
]
WORK: list[tuple[str, dict[str, Any], Any]] = [
    ("executions", {"untold": {"$lte": MORNING}}, (("untold", 1),)),
    ("notices", {"due": {"$lte": MORNING}}, (("due", 1),)),
    ("notices", {"slot": "m1"}, None),
    ("notice_messages", {"channel": "mail", "due": {"$lte": MORNING}}, (("due", 1),)),
    ("notice_digests", {"due": {"$lte": MORNING}}, (("due", 1),)),
]


def stages(plan: Any) -> set[str]:
    if isinstance(plan, dict):
        found = {plan["stage"]} if isinstance(plan.get("stage"), str) else set()
        return found.union(*(stages(value) for value in plan.values()))
    return set().union(*(stages(item) for item in plan)) if isinstance(plan, list) else set()


@pytest.mark.parametrize("query", QUERIES, ids=repr)
async def test_lists(scene: Scene, query: NoticeQuery) -> None:
    await scene.end("e1")
    await scene.tell_later()
    found = stages(await scene.database.collection("notices").explain(query.filter(None), SORT))
    assert "IXSCAN" in found
    assert "COLLSCAN" not in found


@pytest.mark.parametrize(("collection", "query", "sort"), WORK, ids=[f"{name} {query}" for name, query, _ in WORK])
async def test_work(scene: Scene, collection: str, query: dict[str, Any], sort: Any) -> None:
    await scene.end("e1")
    await scene.tell_later()
    found = stages(await scene.database.collection(collection).explain(query, sort))
    assert "IXSCAN" in found
    assert "COLLSCAN" not in found
