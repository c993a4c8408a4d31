"""What a request would do, and what a dialog may offer, before anything is run."""

from __future__ import annotations

from psasync.contracts.topics import SYNC_REQUESTED
from tests.integration.scheduler.service import TOKEN, Client, Published, as_
from tests.integration.scheduler.siblings import Siblings

QUEUE = {"position": 3, "alike": None, "queued": 1, "of_sync": None, "of_connection": None}
PLAN = {"plan": [{"entity": "company", "reading": "full"}]}
FORESIGHT = {
    "settings": PLAN,
    "full_pass": ["company"],
    "again": [],
    "imported": {"days": [{"day": "2026-05-01", "records": 12}], "records": 12},
    "refused": None,
}
PERIOD = {"first": "2026-05-01", "last": "2026-05-03"}


async def undated(api: Client, **more) -> str:
    """A sync whose system knows no dates."""
    settings = {"kinds": "company contact", "dates": "none"}
    connection = await api.connection(await api.tenant(), system="http_source", settings=settings, secrets=TOKEN)
    return await api.sync(connection=connection, entities=["company", "contact"], **more)


class TestPreflight:
    async def test_it_says_what_would_happen_and_runs_nothing(
        self, api: Client, beside: Siblings, published: Published
    ):
        sync = await api.sync()
        waiting = {
            "execution": "other-run",
            "tenant": "t",
            "sync": "other",
            "waiting_until": "2026-05-01T10:00:00Z",
            "waiting_reason": "the PSA asked to slow down",
        }
        beside.queue, beside.foresight = QUEUE | {"of_connection": waiting}, FORESIGHT
        body = {"mode": "force", "period": PERIOD}
        answer = await api.post(f"/v1/syncs/{sync}/executions", params={"preflight": True}, json=body)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert found["settings"]["entities"] == ["company", "contact"]
        assert found["blocked"] == []
        assert found["needs_confirmation"] is True
        assert found["imported"] == FORESIGHT["imported"] | {"more_days": 0}
        assert (found["queue"]["position"], found["queue"]["queued"]) == (3, 1)
        assert (found["plan"], found["full_pass"]) == (PLAN, ["company"])
        assert [gap["entities"] for gap in found["not_supported"] if gap["what"] == "period"] == [["ticket_board"]]
        said = " ".join(found["warnings"])
        assert "ticket_board: left out" in said
        assert "Another sync uses the connection" in said
        assert "until 2026-05-01 10:00 UTC: the PSA asked to slow down" in said
        assert beside.questions[0]["join"] is False
        confirmed = await api.post(
            f"/v1/syncs/{sync}/executions", params={"preflight": True}, json=body | {"confirmed": True}
        )
        assert confirmed.json()["needs_confirmation"] is False
        default = (await api.post(f"/v1/syncs/{sync}/executions", params={"preflight": True})).json()
        assert (default["needs_confirmation"], default["settings"]["period"]) == (False, None)
        assert "A full pass is due, which reads all records: company." in default["warnings"]
        assert await published.events(SYNC_REQUESTED) == []

    async def test_what_is_paused_is_said_and_not_refused(self, api: Client, beside: Siblings):
        sync = await api.sync()
        await api.post(f"/v1/syncs/{sync}/pause")
        beside.queue, beside.foresight = QUEUE, FORESIGHT
        answer = await api.post(f"/v1/syncs/{sync}/executions", params={"preflight": True})
        assert (answer.status_code, answer.json()["blocked"]) == (200, ["The sync is paused; resume it first."])

    async def test_a_wrong_body_is_refused_as_by_the_request_itself(self, api: Client):
        body = {"period": {"first": "2026-05-03", "last": "2026-05-01"}, "entities": ["asset"]}
        answer = await api.post(f"/v1/syncs/{await api.sync()}/executions", params={"preflight": True}, json=body)
        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {"period", "entities.0"}

    async def test_without_the_executor_it_says_what_it_does_not_know(self, api: Client):
        body = {"mode": "force"}
        answer = await api.post(f"/v1/syncs/{await api.sync()}/executions", params={"preflight": True}, json=body)
        found = answer.json()
        assert answer.status_code == 200
        assert [found[name] for name in ("queue", "imported", "needs_confirmation", "plan")] == [None] * 4
        assert len([text for text in found["warnings"] if "does not answer" in text]) == 2


class TestOptions:
    async def test_what_the_system_can_do(self, api: Client, beside: Siblings):
        tenant = await api.tenant()
        sync = await api.sync(tenant)
        beside.executions["run-2"] = {"sync": sync, "status": "error", "default_run": False}
        beside.executions["run-1"] = {"sync": sync, "status": "finished", "default_run": True}
        viewer = as_(await api.key("viewer", tenant))
        options = (await api.get(f"/v1/syncs/{sync}/run-options", headers=viewer)).json()
        assert [mode["mode"] for mode in options["modes"]] == ["missing", "force"]
        assert options["period"]["offered"] is True
        assert "ticket_board" in options["period"]["reason"]
        assert options["period"]["ask"] == "Ask whoever runs this installation if you need it."
        assert {one["entity"]: one["period"] for one in options["entities"]} == {
            "company": True,
            "contact": True,
            "ticket_board": False,
        }
        assert options["destination"]["knows_duplicates"] is True
        assert (options["time_zone"], options["blocked"]) == ("Europe/Berlin", [])
        assert options["last_default_run"]["id"] == "run-1"
        stranger = as_(await api.key("admin", await api.tenant("Other")))
        assert (await api.get(f"/v1/syncs/{sync}/run-options", headers=stranger)).status_code == 404

    async def test_without_dates_only_the_default_run_is_offered_and_taken(self, api: Client):
        sync = await undated(api)
        options = (await api.get(f"/v1/syncs/{sync}/run-options")).json()
        assert [mode["mode"] for mode in options["modes"]] == ["missing"]
        assert options["period"]["offered"] is False
        assert (
            options["period"]["reason"]
            == "The description of this connection names no date field for company, contact."
        )
        assert "whoever set the connection up" in options["period"]["ask"]
        path = f"/v1/syncs/{sync}/executions"
        forced = await api.post(path, json={"mode": "force", "confirmed": True})
        assert (forced.status_code, forced.json()["errors"][0]["field"]) == (422, "mode")
        assert (await api.post(path, json={"period": PERIOD})).status_code == 422
        assert (await api.post(path)).status_code == 202

    async def test_a_destination_that_can_only_be_sent_to(self, api: Client, beside: Siblings):
        tenant = await api.tenant()
        shop = await api.connection(tenant, "Shop", system="http_endpoint", settings={"only": "sends"}, secrets=TOKEN)
        sync = await api.sync(tenant, destination=shop, entities=["company"])
        options = (await api.get(f"/v1/syncs/{sync}/run-options")).json()
        assert options["destination"] == {
            "name": "Shop",
            "knows_duplicates": False,
            "warning": "Shop can only be sent to: imported again, a record may stand there twice.",
        }
        beside.queue, beside.foresight = QUEUE, FORESIGHT
        path = f"/v1/syncs/{sync}/executions"
        found = (await api.post(path, params={"preflight": True}, json={"mode": "force"})).json()
        assert options["destination"]["warning"] in found["warnings"]
