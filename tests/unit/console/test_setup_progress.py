"""How far a set-up is, read off what there is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from psasync_console.pages.setup.progress import Known, next_step, steps_of

NOBODY = SimpleNamespace(recipients=[], webhook=False)
TENANT = SimpleNamespace(id="t", name="Acme", time_zone="Europe/Berlin", notifications=NOBODY)
WELL = SimpleNamespace(ok=True)


def connection(last_check: Any = WELL) -> Any:
    return SimpleNamespace(id="c", name="CW", last_check=last_check)


def sync(**more: Any) -> Any:
    return SimpleNamespace(
        **{"id": "s", "name": "All", "entities": [1, 2], "custom_fields": {}, "mapping": {}, "schedule": None} | more
    )


def known(**more: Any) -> Known:
    usual: dict[str, Any] = {
        "tenant": TENANT,
        "connection": None,
        "sync": None,
        "webhooks": True,
        "webhook": None,
        "run": None,
    }
    return Known(**usual | more)


def leads(found: Known, after: str = "") -> str:
    step = next_step(steps_of(found), after)
    return step.href if step else ""


def test_what_is_missing_comes_next():
    assert leads(known()) == "/connections/new?tenant=t&setup=1"
    assert leads(known(connection=connection(None))) == "/connections/c?setup=1"
    assert leads(known(connection=connection(SimpleNamespace(ok=False)))) == "/connections/c?setup=1"
    assert leads(known(connection=connection())) == "/syncs/new?connection=c&setup=1"
    assert leads(known(connection=connection(), sync=sync())) == "/syncs/s/run"
    run = SimpleNamespace(id="e", status="finished")
    assert leads(known(connection=connection(), sync=sync(), run=run)) == ""


def test_a_first_run_that_failed_is_not_the_end():
    run = SimpleNamespace(id="e", status="error")
    assert leads(known(connection=connection(), sync=sync(), run=run)) == "/executions/e"


def test_from_a_step_on_what_may_be_left_out_is_offered_too():
    found = known(connection=connection(), sync=sync())
    assert leads(found, "sync") == "/syncs/s/fields?setup=1"
    assert leads(found, "schedule") == "/tenants/t/notifications?setup=s"
    assert leads(found, "notices") == "/connections/c?setup=tickets#webhook"
    assert leads(found, "tickets") == "/syncs/s/run"
    assert leads(known(connection=connection(), sync=sync(), webhooks=False), "notices") == "/syncs/s/run"


def test_nothing_leads_past_what_is_missing():
    assert [step.href for step in steps_of(known())][2:] == ["", "", "", "", ""]


def test_a_webhook_that_waits_is_not_done():
    hook = SimpleNamespace(wanted=True, waits="The PSA refused it.")
    (tickets,) = (
        each for each in steps_of(known(connection=connection(), sync=sync(), webhook=hook)) if each.key == "tickets"
    )
    assert (tickets.done, tickets.says) == (False, "The PSA refused it.")
