"""A tenant with a thousand waiting runs (some hundred in `make test`) does not keep another one waiting."""

from __future__ import annotations

from datetime import date, timedelta

from psasync.contracts.events.requested import Period
from psasync.contracts.vocabulary import Entity, Trigger
from tests.support.sampling import WHOLE

WAITING = 1000 if WHOLE else 300
FIRST = date(2020, 1, 1)


async def test_the_first_run_of_another_tenant_starts_within_two_job_lengths(lab):
    lab.psa.fill(Entity.COMPANY, 1)
    lab.catalog.add("modest", tenant="other")
    for number in range(WAITING):
        day = FIRST + timedelta(days=number)
        await lab.request(execution=f"many-{number:04}", trigger=Trigger.NIGHTLY, period=Period(first=day, last=day))
    assert len(await lab.documents("jobs", state="queued")) == WAITING

    lab.node(workers=1)
    await lab.in_state("many-0002", "closed")
    before = await closed(lab)
    await lab.request("modest", tenant="other", execution="modest", trigger=Trigger.NIGHTLY)
    await lab.in_state("modest", "closed")
    meanwhile = await closed(lab) - before - 1

    # One may have been running when it came, and one may end while this is being counted.
    assert meanwhile <= 3
    assert before < WAITING / 2


async def closed(lab) -> int:
    return await lab.database.collection("jobs").count({"state": "closed"})
