"""What telling people needs around it: a catalog, a clock that is moved by hand, and replicas on one database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.internal import ResolvedConnection, ResolvedSync, ResolvedTenant
from psasync.contracts.notifications import NotificationChoices
from psasync.contracts.vocabulary import Entity, System, Trigger
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import RealClock
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database, Document
from psasync_results.notices.assembly import NoticeParts
from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome, Message
from psasync_results.settings import ResultsSettings
from tests.integration.results.conftest import Replica
from tests.unit.results.streams import Stream

MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
TOLD = NotificationChoices(recipients=("it@acme.example",))


class HandClock(RealClock):
    def __init__(self, now: datetime = MORNING) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class Catalog:
    """The scheduler's answers."""

    syncs: dict[str, ResolvedSync] = field(default_factory=dict)
    choices: dict[str, NotificationChoices] = field(default_factory=dict)  # of tenants
    away: bool = False

    def has(self, tenant: str, sync: str, choices: NotificationChoices = TOLD, zone: str = "UTC") -> None:
        connection = ResolvedConnection(
            id=f"{sync}-c",
            tenant=tenant,
            system=System.CONNECTWISE,
            name="C",
            version=1,
            settings={},
            secrets={},
            calls_per_minute=60,
            concurrent_calls=2,
        )
        self.choices[tenant] = choices
        self.syncs[sync] = ResolvedSync(
            id=sync,
            tenant=tenant,
            name=f"Sync {sync}",
            version=1,
            time_zone=zone,
            active=True,
            source=connection,
            entities=(Entity.COMPANY,),
            notifications=choices,
        )

    async def sync(self, sync_id: str) -> ResolvedSync | None:
        if self.away:
            raise CatalogUnavailable("nobody answers")
        return self.syncs.get(sync_id)

    async def tenant(self, tenant_id: str) -> ResolvedTenant | None:
        if self.away:
            raise CatalogUnavailable("nobody answers")
        choices = self.choices.get(tenant_id, NotificationChoices())
        return ResolvedTenant(id=tenant_id, name=tenant_id.title(), version=1, time_zone="UTC", notifications=choices)


@dataclass
class Tray:
    """A way on which messages leave, and are only looked at."""

    taken: list[Message] = field(default_factory=list)
    answers: list[Attempt] = field(default_factory=list)  # the next ones; then all are taken

    async def closed(self, message: Message) -> str | None:
        return None

    async def send(self, message: Message) -> Attempt:
        self.taken.append(message)
        return self.answers.pop(0) if self.answers else Attempt(AttemptOutcome.SENT, 250)

    async def sent(self) -> None: ...

    async def given_up(self, message: Message, attempt: Attempt) -> None: ...


class Scene:
    """One results process that tells people, its mail going into a tray."""

    def __init__(self, database: Database, settings: ResultsSettings, catalog: Catalog, clock: HandClock) -> None:
        self.database = database
        self.clock = clock
        self.catalog = catalog
        self.replica = Replica(database)
        self.parts = NoticeParts(settings, database, catalog, clock, Loops())
        self.tray = Tray()
        self.parts.by_mail._way = self.tray

    async def end(self, execution: str, result: str = "error", *, fence: int = 1, **request: Any) -> None:
        """An execution ends; the mark that its end was written with is of real time, which is made the scene's."""
        wanted = {"tenant": "acme", "sync": "acme-cw", "trigger": Trigger.NIGHTLY} | request
        asked = SyncRequested(**wanted)
        stream = Stream(execution, tenant=asked.tenant, sync=asked.sync, fence=fence, request=asked)
        self.replica.folding._clock = self.clock
        await self.replica.folding.apply(stream.started().ended(result).events)

    async def tell(self) -> None:
        """All that is to be done at this moment."""
        while await self.parts.ending.step():
            pass
        while await self.parts.summing.step():
            pass
        while await self.parts.bundling.step():
            pass
        while await self.parts.by_mail.step():
            pass

    async def tell_later(self, **after: float) -> None:
        """What happened is noticed, and time goes by until it has left."""
        await self.tell()
        self.clock.forward(**(after or {"minutes": 2}))
        await self.tell()

    async def notices(self) -> Sequence[Document]:
        return await self.database.collection("notices").find_list({}, limit=5000)

    def told(self) -> list[tuple[str, str, int]]:
        """Kind, address and number of notices of what left, in order."""
        return [(message.kind.value, message.address, message.total) for message in self.tray.taken]
