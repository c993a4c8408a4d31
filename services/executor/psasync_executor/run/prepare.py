"""What is decided at the first claim: the resolved sync, the read plan, the confirmation check."""

from collections.abc import Sequence
from typing import Protocol

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.internal import ResolvedSync
from psasync.contracts.issues import IssueCode
from psasync.contracts.mapping_rules import mapping_mistakes
from psasync.contracts.vocabulary import Entity, Mode
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import Clock
from psasync_executor.domain.job import Decided, Job
from psasync_executor.domain.plan import Known, RunPlan, build_plan
from psasync_executor.domain.refusal import RunRefused
from psasync_executor.domain.requests import check_consistent
from psasync_executor.domain.retry import Failures
from psasync_executor.run.signals import LongWait
from psasync_executor.sources import Sources
from psasync_executor.store.cursors import Cursors
from psasync_executor.store.ledger import Imported, Ledger

_FIRST_WAIT = 15.0
_LONGEST_WAIT = 300.0
_PLATFORM = "platform"


class NotKnownYet(Exception):  # noqa: N818 - a state, not a fault
    """The catalog cannot say it at the moment; the text completes a sentence for people."""


class Catalog(Protocol):
    """What the executor needs of `psasync.kit.catalog.CatalogClient`."""

    async def sync(self, sync_id: str) -> ResolvedSync | None: ...

    def forget(self, event: CatalogChanged) -> None: ...


class Preparation:
    def __init__(self, catalog: Catalog, sources: Sources, ledger: Ledger, cursors: Cursors, clock: Clock) -> None:
        self._catalog = catalog
        self._sources = sources
        self._ledger = ledger
        self._cursors = cursors
        self._clock = clock

    async def decide(self, job: Job) -> Decided:
        """Raises `RunRefused`, and `LongWait` while the catalog cannot be asked: nothing is guessed."""
        try:
            decided = await self.foresee(job.request)
        except NotKnownYet as error:
            raise _wait(job, str(error)) from error
        await self._check_confirmed(job, decided)
        return decided

    async def foresee(self, request: SyncRequested) -> Decided:
        """What a claim would decide now, were the request confirmed. Raises `RunRefused` and `NotKnownYet`."""
        check_consistent(request)
        sync = await self._resolved(request)
        abilities = self._sources.abilities(sync.source)
        _check_mapping(sync)
        missing = await self._ledger.missing_entities(sync.id, sync.entities, request.retry_of)
        known = Known(await self._cursors.of(sync.id), missing)
        return Decided(sync=sync, plan=build_plan(request, sync, abilities, known, self._clock.now()))

    async def _resolved(self, request: SyncRequested) -> ResolvedSync:
        try:
            sync = await self._catalog.sync(request.sync)
            if sync is not None and _too_old(sync, request):
                self._catalog.forget(self._newer(request))
                sync = await self._catalog.sync(request.sync)
        except CatalogUnavailable as error:
            raise NotKnownYet("The catalog cannot be asked at the moment.") from error
        if sync is None or sync.tenant != request.tenant:
            raise RunRefused(IssueCode.SYNC_UNKNOWN, "The tenant has no such sync.")
        if not sync.active or not sync.source.active:
            raise RunRefused(IssueCode.SYNC_ARCHIVED, "The sync does not take requests at the moment.")
        if _too_old(sync, request):
            raise NotKnownYet(f"The catalog does not yet show version {request.catalog_version} of the sync.")
        if sync.destination != _PLATFORM and sync.destination_connection is None:
            raise RunRefused(IssueCode.REQUEST_INVALID, "The sync's destination cannot be resolved.")
        return sync

    def _newer(self, request: SyncRequested) -> CatalogChanged:
        return CatalogChanged(
            change=CatalogChange.SYNC_CHANGED,
            tenant=request.tenant,
            subject=request.sync,
            subject_version=request.catalog_version or 1,
            at=self._clock.now(),
        )

    async def _check_confirmed(self, job: Job, decided: Decided) -> None:
        """Writing imported data again has to be wanted."""
        request = job.request
        if request.mode is not Mode.FORCE or request.confirmed or request.dry_run or not decided.plan.steps:
            return
        imported = await self._ledger.count(what_is_imported(request, decided, except_by=job.id))
        if imported:
            raise RunRefused(
                IssueCode.CONFIRMATION_MISSING, f"{imported} records of what is asked for are imported already."
            )


def what_is_imported(request: SyncRequested, decided: Decided, *, except_by: str | None = None) -> Imported:
    """The question of what the ledger holds of that which a plan with steps would read."""
    plan, entities = decided.plan, decided.plan.entities
    named = _named(plan, entities) if request.records else None
    return Imported(decided.sync.id, entities, period=plan.steps[0].period, records=named, except_by=except_by)


def _check_mapping(sync: ResolvedSync) -> None:
    """The catalog checks it when it is entered; a sync that has been changed around it since is not run on a guess."""
    for entity, mapping in sync.mapping.items():
        mistakes = mapping_mistakes(entity, mapping, sync.custom_fields.get(entity, ()))
        if mistakes:
            texts = "; ".join(f"{path}: {text}" for path, text in mistakes)
            raise RunRefused(IssueCode.MAPPING_INVALID, f"The mapping of {entity} does not fit: {texts}")


def _named(plan: RunPlan, entities: Sequence[Entity]) -> dict[Entity, list[str]]:
    return {entity: [name for step in plan.steps if step.entity is entity for name in step.ids] for entity in entities}


def _too_old(sync: ResolvedSync, request: SyncRequested) -> bool:
    return request.catalog_version is not None and sync.version < request.catalog_version


def _wait(job: Job, reason: str) -> LongWait:
    """Longer each time, so that many waiting executions do not wear out a scheduler that comes back."""
    seconds = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(job.failures.count, 10))
    waited = job.failures.waited + seconds
    return LongWait(seconds, reason, Failures(count=job.failures.count + 1, waited=waited))
