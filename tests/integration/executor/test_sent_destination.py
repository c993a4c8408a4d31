"""An HTTP endpoint as destination: a real receiver that verifies every request."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from psasync.contracts.vocabulary import Entity, Mode, Outcome, System
from psasync_executor.domain.outcome import Decision
from psasync_executor.domain.priority import Busy
from psasync_executor.probe import Point, Probe
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease
from psasync_executor.store.claims import Seat
from psasync_executor.store.jobs import LeaseLost
from psasync_executor.wiring import destinations
from psasync_local.ports import free_port

from .lab import Lab
from .outside import OTHER_SECRET, SECRET, Receiver, connection_to, outside_sync

LEASE = 4
DOCUMENT = Path(__file__).parents[3] / "docs" / "http-endpoint.md"


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver, port = Receiver(), free_port()
    config = uvicorn.Config(receiver, host="127.0.0.1", port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield receiver, f"http://127.0.0.1:{port}/in"
    server.should_exit = True
    await serving


@pytest.fixture
def endpoint(lab: Lab, receiver) -> Receiver:
    """The sync `out` sends to it, five records at a time."""
    found, url = receiver
    lab.settings = lab.settings.model_copy(
        update={"psa_plain_http_hosts": frozenset({"127.0.0.1"}), "executor_lease_seconds": LEASE}
    )
    settings = {"url": url, "batch_size": "5"}
    outside_sync(lab, "out", connection_to(lab, System.HTTP_ENDPOINT, settings, {"signing_secret": SECRET}))
    lab.psa.fill(Entity.COMPANY, 23)
    return found


def ids_of(requests) -> list[str]:
    return [name for request in requests for name in request.ids]


async def test_every_record_is_sent_once_and_then_only_what_changes(lab, endpoint):
    lab.node()
    story = (await lab.run("out")).consistent()
    assert story.outcomes == {"created": 23}
    assert max(len(request.ids) for request in endpoint.requests) == 5
    assert sorted(ids_of(endpoint.requests)) == sorted(lab.psa.rows[Entity.COMPANY])
    assert {one["dest"] for one in story.of_type("record.result")} == set(lab.psa.rows[Entity.COMPANY])

    endpoint.requests.clear()
    assert set((await lab.run("out")).outcomes) <= {"unchanged"}
    assert endpoint.requests == []
    lab.psa.put(Entity.COMPANY, "c00003", name="renamed")
    assert (await lab.run("out")).outcomes["updated"] == 1
    (request,) = endpoint.requests
    (sent,) = request.body["records"]
    assert (request.body["sync"], request.body["entity"], sent["id"]) == ("out", "company", "c00003")
    assert (sent["action"], sent["data"]) == ("upsert", {"name": "renamed"})


async def test_a_record_that_goes_back_to_what_it_was_is_taken_again(lab, endpoint):
    lab.node()
    before = lab.psa.rows[Entity.COMPANY]["c00003"].data
    for data in (before, {"name": "other"}, before):
        lab.psa.put(Entity.COMPANY, "c00003", **data)
        await lab.run("out")
    keys = endpoint.applied["company", "c00003"]
    assert len(keys) == 3
    assert keys[0] == keys[2] != keys[1]
    assert len({request.message for request in endpoint.requests}) == len(endpoint.requests)


async def test_force_sends_everything_under_new_keys(lab, endpoint):
    lab.node()
    await lab.run("out")
    story = await lab.run("out", mode=Mode.FORCE, confirmed=True)
    assert story.outcomes == {"updated": 23}
    assert {len(set(keys)) for keys in endpoint.applied.values()} == {2}


async def test_each_record_has_its_own_verdict(lab, endpoint):
    def answer(body):
        verdicts = {"c00001": "rejected", "c00002": "failed"}
        return 200, {
            "results": [
                {"id": one["id"], "status": verdicts.get(one["id"], "ok"), "dest": f"D-{one['id']}", "code": "E7",
                 "message": "the name is taken", "field": "name"}
                for one in body["records"]
            ]
        }  # fmt: skip

    endpoint.answer = answer
    lab.node()
    story = (await lab.run("out")).consistent()
    assert story.outcomes == {"created": 21, "rejected": 1, "failed": 1}
    results = {one["id"]: one for one in story.of_type("record.result")}
    assert results["c00004"]["dest"] == "D-c00004"
    assert results["c00001"]["issues"] == [
        {"code": "destination_refused", "message": "E7: the name is taken", "field": "name"}
    ]
    assert results["c00002"]["issues"][0]["code"] == "destination_unavailable"

    endpoint.requests.clear()
    endpoint.answer = lambda _body: (200, None)
    again = await lab.run("out")
    assert again.outcomes["created"] == 2
    assert sorted(ids_of(endpoint.requests)) == ["c00001", "c00002"]


@pytest.mark.parametrize(("status", "problem"), [(422, {"detail": "no such region"}), (413, None)])
async def test_the_record_that_a_batch_is_refused_for_is_found(lab, endpoint, status, problem):
    endpoint.answer = lambda body: (status, problem) if "c00007" in str(body) else (200, None)
    lab.node()
    story = (await lab.run("out")).consistent()
    assert story.outcomes == {"created": 22, "rejected": 1}
    (refused,) = [one for one in story.of_type("record.result") if one["outcome"] == "rejected"]
    assert refused["id"] == "c00007"
    assert refused["issues"][0]["message"] in {"no such region", "The endpoint finds the record too large."}
    assert sorted(ids_of(endpoint.taken)) == sorted(set(lab.psa.rows[Entity.COMPANY]) - {"c00007"})


async def test_an_endpoint_that_is_down_parks_the_run(lab, endpoint):
    endpoint.answer = lambda _body: (503, {"detail": "maintenance"})
    lab.node(retry_first_seconds=0.2, inline_wait_seconds=0)
    execution = await lab.request("out")
    job = await lab.in_state(execution, "parked")
    assert job["parked_reason"].startswith("Destination the CRM: ")
    assert "maintenance" in job["parked_reason"]
    endpoint.answer = lambda _body: (200, None)
    assert (await lab.finished(execution)).outcomes == {"created": 23}


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(401, "authentication", "credentials_refused"), (302, "configuration", "address_forbidden")],
)
async def test_keys_and_redirects_end_the_run(lab, endpoint, status, kind, code):
    endpoint.answer = lambda _body: (status, None)
    lab.node()
    end = (await lab.run("out")).end
    assert (end["error"]["kind"], end["error"]["code"]) == (kind, code)
    assert "the CRM" in end["error"]["message"]
    assert len(endpoint.requests) == 1


async def test_a_host_that_the_operator_has_not_permitted_is_not_called(lab, endpoint):
    lab.settings = lab.settings.model_copy(update={"psa_plain_http_hosts": frozenset()})
    lab.node()
    end = (await lab.run("out")).end
    assert (end["error"]["kind"], end["error"]["code"]) == ("configuration", "address_forbidden")
    assert endpoint.requests == []


@pytest.mark.parametrize("point", [Point.AFTER_BATCH, Point.AFTER_DESTINATION_WRITE, Point.AFTER_OUTBOX_WRITE])
@pytest.mark.parametrize("nth", [1, 2])
async def test_a_killed_executor_sends_nothing_under_a_second_key(lab, endpoint, point, nth):
    execution = await lab.request("out")
    await lab.dies_at(point, nth)
    await lab.lapse(execution)
    lab.node()
    story = (await lab.finished(execution)).consistent()
    assert story.outcomes == {"created": 23}
    assert {len(keys) for keys in endpoint.applied.values()} == {1}
    assert len(endpoint.applied) == 23
    by_message = {request.message: request.body for request in endpoint.requests}
    assert all(by_message[request.message] == request.body for request in endpoint.requests)


async def test_a_cancel_inside_a_page_reports_what_was_sent_and_sends_no_more(lab, endpoint):
    execution = "to-cancel"

    async def cancel() -> None:
        if len(endpoint.requests) == 2:
            await lab.cancel(execution, reason="enough")
            await asyncio.sleep(0.5)

    endpoint.before = cancel
    lab.node()
    await lab.request("out", execution=execution)
    story = (await lab.finished(execution)).consistent()
    assert story.end["result"] == "canceled"
    assert len(endpoint.requests) == 2
    assert sorted(one["id"] for one in story.of_type("record.result")) == sorted(ids_of(endpoint.requests))


async def test_nothing_is_sent_under_a_lease_that_may_not_outlive_the_request(lab, endpoint):
    execution = await lab.request("out")
    (queued,) = await lab.stores.claims.queued(Busy((), ()))
    job = await lab.stores.claims.take_queued(queued, Seat("connection-of-out"))
    assert job is not None
    assert job.id == execution
    opened = destinations(lab.settings, lab.stores, _Now(), Probe()).open(
        job, lab.catalog.syncs["out"], dry=False, force=False
    )
    one = Decision("c1", "c1", Outcome.CREATED, hash="h", data={"name": "c1"})
    too_short = Lease(LEASE, time.monotonic() - LEASE / 2)
    with pytest.raises(LeaseLost):
        await opened.write(job, Entity.COMPANY, [one], too_short, Control(asyncio.Event()))
    assert endpoint.requests == []
    fresh = Lease(LEASE, time.monotonic())
    assert await opened.write(job, Entity.COMPANY, [one], fresh, Control(asyncio.Event())) == [one]
    assert ids_of(endpoint.requests) == ["c1"]
    await opened.aclose()


class _Now:
    """No clock is asked for."""


async def test_the_documented_receiver_understands_us(lab, endpoint, monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    port = free_port()
    monkeypatch.setenv("SIGNING_SECRET", SECRET)
    monkeypatch.setenv("PORT", str(port))
    example: dict = {"__name__": "example"}
    exec(compile(code, str(DOCUMENT), "exec"), example)
    example["Receiver"].log_message = lambda *_: None
    thread = threading.Thread(target=example["server"].serve_forever, daemon=True)
    thread.start()
    try:
        settings = {"url": f"http://127.0.0.1:{port}/x"}
        outside_sync(lab, "example", connection_to(lab, System.HTTP_ENDPOINT, settings, {"signing_secret": SECRET}))
        lab.node()
        assert (await lab.run("example")).outcomes == {"created": 23}
        assert len(example["applied"]) == 23
        wrong = connection_to(lab, System.HTTP_ENDPOINT, settings, {"signing_secret": OTHER_SECRET})
        outside_sync(lab, "forged", wrong)
        assert (await lab.run("forged")).end["error"]["kind"] == "authentication"
        assert len(example["applied"]) == 23
    finally:
        example["server"].shutdown()
        example["server"].server_close()
        thread.join(10)
