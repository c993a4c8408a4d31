"""For the scheduler only: what a request would meet here, before it is made."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.standing import Foresight, ImportedDay, ImportedDays, QueueAnswer, QueueQuestion
from psasync.contracts.vocabulary import Entity
from psasync.kit.http import internal_only, not_found, unavailable
from psasync_executor.domain.job import Decided
from psasync_executor.domain.plan import Reading
from psasync_executor.domain.refusal import RunRefused
from psasync_executor.run.describe import described
from psasync_executor.run.prepare import NotKnownYet, Preparation, what_is_imported
from psasync_executor.store.ledger import Ledger
from psasync_executor.store.overview import Overview
from psasync_executor.store.queue import Queue


class AskedRequest(BaseModel):
    """A request as it was sent, with its list of records."""

    execution: str
    request: SyncRequested


def outlook_router(queue: Queue, overview: Overview, ledger: Ledger, preparation: Preparation) -> APIRouter:
    router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(internal_only)])

    @router.post("/queue")
    async def standing(question: QueueQuestion) -> QueueAnswer:
        return await queue.standing(question.request, question.connection, join=question.join)

    @router.post("/foresight")
    async def foresight(request: SyncRequested) -> Foresight:
        """What a claim would decide now. 503 while the catalog cannot be asked."""
        try:
            decided = await preparation.foresee(request)
        except RunRefused as refused:
            return Foresight(refused=refused.error)
        except NotKnownYet as error:
            raise unavailable(str(error)) from error
        return Foresight(
            settings=described(decided),
            full_pass=_read_as(decided, Reading.FULL),
            again=_read_as(decided, Reading.MISSING),
            imported=await _imported(ledger, request, decided),
        )

    @router.get("/jobs/{execution}/request")
    async def request_of(execution: str) -> AskedRequest:
        request = await overview.request(execution)
        if request is None:
            raise not_found("such execution here")
        return AskedRequest(execution=execution, request=request)

    return router


def _read_as(decided: Decided, reading: Reading) -> tuple[Entity, ...]:
    return tuple(step.entity for step in decided.plan.steps if step.reading is reading)


async def _imported(ledger: Ledger, request: SyncRequested, decided: Decided) -> ImportedDays:
    if not decided.plan.steps:
        return ImportedDays(days=(), records=0)
    found = ledger.days(what_is_imported(request, decided), decided.sync.time_zone)
    days = tuple([ImportedDay(day=day, records=records) async for day, records in found])
    return ImportedDays(days=days, records=sum(day.records for day in days))
