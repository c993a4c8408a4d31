"""The relay as a process: what it writes, and how it stops."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from tests.integration.relay.listener import listening
from tests.integration.relay.process import relay_process
from tests.integration.relay.scheduler import Scheduler, signed


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_told_to_stop_it_sends_its_clients_away_and_leaves(relay_env, scheduler: Scheduler, tmp_path):
    key = scheduler.key("acme")
    async with (
        relay_process(relay_env, tmp_path) as relay,
        listening(relay.url, "acme", key) as first,
        listening(relay.url, "acme", key) as second,
    ):
        assert await relay.stopped() == 0
        for listener in (first, second):
            await asyncio.wait_for(listener.ended.wait(), 5)
            (closed,) = listener.events("closed")
            assert closed.json["reason"] == "shutdown"
            assert 0 < closed.json["retry_ms"] <= 5_000
            assert closed.id == listener.last_id
    assert "Traceback" not in relay.output.read_text()


async def test_no_log_line_holds_anything_of_a_ticket(relay_env, scheduler: Scheduler, tmp_path):
    """Also where it is refused, unreadable, too large to publish, or where the catalog knows nothing."""
    mark = "Zanzibar-hovercraft-eels"
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    good = scheduler.callback(1, summary=mark)
    broken = good.replace(b'\\"summary\\"', b'\\"summary')
    odd = scheduler.callback(2, summary=mark, Action=mark)
    foreign = scheduler.callback(3, summary=mark, company=mark)
    async with (
        relay_process(relay_env, tmp_path) as relay,
        listening(relay.url, "acme", key, company=mark) as filtered,
        listening(relay.url, "acme", key) as listener,
        httpx.AsyncClient(base_url=relay.url, timeout=20) as http,
    ):
        statuses = [
            (await http.post(f"/hooks/{target}?recordId={mark}", content=body, headers=headers)).status_code
            for target, body, headers in (
                (token, good, signed(good)),
                (token, good, signed(good, mark)),
                (token, broken, signed(broken)),
                (token, odd, signed(odd)),
                (token, foreign, signed(foreign)),
                (token, good, {**signed(good), "content-type": f"text/{mark}"}),
                (token, mark.encode(), signed(mark.encode())),
                (f"{mark}-{mark}", good, signed(good)),
            )
        ]
        assert statuses == [204, 401, 401, 401, 401, 415, 401, 404]
        await listener.heard(1)
        assert mark in listener.events("ticket")[0].data
        assert filtered.tickets == []
        metrics = (await http.get("/metrics")).text
        await relay.stopped()
    written = relay.output.read_text()
    assert written.count('"route":"/hooks/{token}"') == len(statuses)
    for text in (mark, token, "Printer", "Northwind", key):
        assert text not in written
        assert text not in metrics
    assert _names(tmp_path) == ["relay.log"]
