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
        check_consistent(job.request)
        sync = await self._resolved(job)
        abilities = self._sources.abilities(sync.source)
        _check_mapping(sync)
        missing = await self._ledger.missing_entities(sync.id, sync.entities, job.request.retry_of)
        known = Known(await self._cursors.of(sync.id), missing)
        plan = build_plan(job.request, sync, abilities, known, self._clock.now())
        await self._check_confirmed(job, sync, plan)
        return Decided(sync=sync, plan=plan)

    async def _resolved(self, job: Job) -> ResolvedSync:
        try:
            sync = await self._catalog.sync(job.sync)
            if sync is not None and _too_old(sync, job.request):
                self._catalog.forget(self._newer(job))
                sync = await self._catalog.sync(job.sync)
        except CatalogUnavailable as error:
            raise _wait(job, "The catalog cannot be asked at the moment.") from error
        if sync is None or sync.tenant != job.tenant:
            raise RunRefused(IssueCode.SYNC_UNKNOWN, "The tenant has no such sync.")
        if not sync.active or not sync.source.active:
            raise RunRefused(IssueCode.SYNC_ARCHIVED, "The sync does not take requests at the moment.")
        if _too_old(sync, job.request):
            raise _wait(job, f"The catalog does not yet show version {job.request.catalog_version} of the sync.")
        if sync.destination != _PLATFORM and sync.destination_connection is None:
            raise RunRefused(IssueCode.REQUEST_INVALID, "The sync's destination cannot be resolved.")
        return sync

    def _newer(self, job: Job) -> CatalogChanged:
        return CatalogChanged(
            change=CatalogChange.SYNC_CHANGED,
            tenant=job.tenant,
            subject=job.sync,
            subject_version=job.request.catalog_version or 1,
            at=self._clock.now(),
        )

    async def _check_confirmed(self, job: Job, sync: ResolvedSync, plan: RunPlan) -> None:
        """Writing imported data again has to be wanted."""
        request = job.request
        if request.mode is not Mode.FORCE or request.confirmed or request.dry_run or not plan.steps:
            return
        entities = list(dict.fromkeys(step.entity for step in plan.steps))
        imported = await self._ledger.count(
            Imported(
                sync.id,
                entities,
                period=plan.steps[0].period,
                records=_named(plan, entities) if request.records else None,
                except_by=job.id,
            )
        )
        if imported:
            raise RunRefused(
                IssueCode.CONFIRMATION_MISSING, f"{imported} records of what is asked for are imported already."
            )


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
