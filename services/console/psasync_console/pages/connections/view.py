"""What the page of a connection shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.scheduler import ConnectionView, DependentsView, HangingView, SystemView
from psasync_console.pages.connections.checked import Health, health_of
from psasync_console.pages.connections.fields import BESIDE, ConnectionForm, form_of
from psasync_console.pages.connections.webhooks import Webhook
from psasync_console.web.forms import Form, Mistakes
from psasync_console.web.showing import plural, word


@dataclass(frozen=True, slots=True)
class Hanging:
    """Syncs of the connection. `first` are some of them, by id and name."""

    count: int
    first: Sequence[tuple[str, str]]

    @property
    def words(self) -> str:
        return plural(self.count, "sync")


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    id: str
    tenant: str
    name: str
    system: str
    title: str  # of the system
    state: str
    paused_by: str
    paused_at: datetime | None
    paused_because: str
    version: int
    calls_per_minute: int
    concurrent_calls: int
    source: bool
    health: Health | None
    form: ConnectionForm
    syncs: Hanging
    webhooks: bool  # tickets can come from it
    webhook: Webhook | None
    webhook_trouble: str
    others: Sequence[str]  # mistakes that belong to no field
    mistakes: Mapping[str, str]  # at the fields that every connection has

    @property
    def archived(self) -> bool:
        return self.state == "archived"


def connection_page(
    connection: ConnectionView,
    system: SystemView,
    dependents: DependentsView,
    webhook: tuple[Webhook | None, str],
    *,
    sent: Form | None = None,
    mistakes: Mistakes | None = None,
) -> ConnectionPage:
    wrong = mistakes or Mistakes()
    paused = connection.paused
    return ConnectionPage(
        id=connection.id,
        tenant=connection.tenant,
        name=sent.one("name") if sent else connection.name,
        system=word(connection.system),
        title=system.title,
        state=word(connection.state),
        paused_by=paused.by if paused else "",
        paused_at=paused.at if paused else None,
        paused_because=paused.reason if paused else "",
        version=connection.version,
        calls_per_minute=connection.calls_per_minute,
        concurrent_calls=connection.concurrent_calls,
        source=system.source,
        health=health_of(connection.last_check),
        form=form_of(system, connection, sent, wrong.at),
        syncs=_hanging(dependents.syncs),
        webhooks=system.webhooks,
        webhook=webhook[0],
        webhook_trouble=webhook[1],
        others=wrong.others,
        mistakes={name: text for name, text in wrong.at.items() if name in BESIDE},
    )


def _hanging(view: HangingView | None) -> Hanging:
    return Hanging(view.count, [(each.id, each.name) for each in view.first]) if view else Hanging(0, ())


@dataclass(frozen=True, slots=True)
class SystemCard:
    """A system that can be connected, and what it can do."""

    system: str
    title: str
    source: bool
    destination: bool
    webhooks: bool
    entities: Sequence[str]
    periods: bool


def system_cards(systems: Sequence[SystemView]) -> list[SystemCard]:
    """Those that syncs can read from first."""
    cards = [
        SystemCard(
            system=word(each.system),
            title=each.title,
            source=each.source,
            destination=each.destination,
            webhooks=each.webhooks,
            entities=[word(entity.entity) for entity in each.entities],
            periods=any(entity.period for entity in each.entities),
        )
        for each in systems
    ]
    return sorted(cards, key=lambda card: (not card.source, not card.webhooks, card.title))
