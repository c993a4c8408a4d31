"""How far the set-up of a tenant is: read off the catalog, so that it goes on where it was, whoever goes on with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psasync_client.models.relay import WebhookView
from psasync_client.models.results import SummaryView
from psasync_client.models.scheduler import ConnectionView, SyncView, TenantView
from psasync_console.web.showing import STATUSES, badge_of, plural, word


@dataclass(frozen=True, slots=True)
class Step:
    """`href` is empty while a step before it is missing. `optional`: the set-up is whole without it."""

    key: str
    label: str
    says: str
    href: str
    done: bool
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What there is. Of several connections and syncs those that were made last."""

    tenant: TenantView
    connection: ConnectionView | None
    sync: SyncView | None
    webhooks: bool  # tickets can come from the connection
    webhook: WebhookView | None
    run: SummaryView | None


def steps_of(known: Known) -> list[Step]:
    tickets = [_tickets(known, known.connection)] if known.webhooks and known.connection else []
    return [
        _tenant(known.tenant),
        _connection(known.tenant, known.connection),
        _what(known),
        _fields(known.sync),
        _schedule(known.sync),
        _notices(known),
        *tickets,
        _run(known),
    ]


def next_step(steps: Sequence[Step], after: str = "") -> Step | None:
    """The first one after `after` that is not done; from the beginning only those that are needed."""
    keys = [step.key for step in steps]
    rest = steps[keys.index(after) + 1 :] if after in keys else steps
    return next((step for step in rest if not step.done and step.href and (after or not step.optional)), None)


def _tenant(tenant: TenantView) -> Step:
    return Step("tenant", "Tenant", f"{tenant.name}, {tenant.time_zone}", f"/tenants/{tenant.id}/settings", done=True)


def _connection(tenant: TenantView, connection: ConnectionView | None) -> Step:
    if connection is None:
        new = f"/connections/new?tenant={tenant.id}&setup=1"
        return Step("connection", "Connection", "Connect a PSA system", new, done=False)
    check = connection.last_check
    well = check is not None and check.ok
    verdict = (
        "not checked yet" if check is None else "the credentials work" if well else "the credentials do not work yet"
    )
    says = f"{connection.name}: {verdict}"
    return Step("connection", "Connection", says, f"/connections/{connection.id}?setup=1", done=well)


def _what(known: Known) -> Step:
    if known.sync is not None:
        carried = f"{known.sync.name}: {plural(len(known.sync.entities), 'kind')} of records"
        return Step("sync", "What to sync", carried, f"/syncs/{known.sync.id}", done=True)
    begin = f"/syncs/new?connection={known.connection.id}&setup=1" if known.connection else ""
    return Step("sync", "What to sync", "Choose what is carried, and where to", begin, done=False)


def _fields(sync: SyncView | None) -> Step:
    chosen = sync is not None and bool(sync.custom_fields or sync.mapping)
    says = "Chosen" if chosen else "As they are; custom fields and a mapping can be chosen"
    address = f"/syncs/{sync.id}/fields?setup=1" if sync else ""
    return Step("fields", "Fields", says, address, done=chosen, optional=True)


def _schedule(sync: SyncView | None) -> Step:
    planned = sync is not None and sync.schedule is not None and sync.schedule.enabled
    says = "It runs by itself" if planned else "It does not run by itself yet"
    address = f"/syncs/{sync.id}/schedule?setup=1" if sync else ""
    return Step("schedule", "Schedule", says, address, done=planned, optional=True)


def _notices(known: Known) -> Step:
    told = known.tenant.notifications
    people = [plural(len(told.recipients), "address", "addresses")] if told.recipients else []
    says = " and ".join([*people, *(["the webhook"] if told.webhook else [])])
    address = f"/tenants/{known.tenant.id}/notifications?setup={known.sync.id}" if known.sync else ""
    return Step("notices", "Notices", says or "Nobody is told of failures yet", address, done=bool(says), optional=True)


def _tickets(known: Known, connection: ConnectionView) -> Step:
    hook = known.webhook
    wanted = bool(hook and hook.wanted)
    waits = hook.waits if hook else ""
    says = waits or ("Set up" if wanted else "The PSA does not tell of tickets yet")
    address = f"/connections/{connection.id}?setup=tickets#webhook"
    return Step("tickets", "Live tickets", says, address, done=wanted and not waits, optional=True)


def _run(known: Known) -> Step:
    if known.sync is None:
        return Step("run", "First run", "At the end", "", done=False)
    if known.run is None:
        return Step("run", "First run", "Everything is ready: run it now", f"/syncs/{known.sync.id}/run", done=False)
    status = badge_of(STATUSES, known.run.status).label
    return Step("run", "First run", status, f"/executions/{known.run.id}", done=word(known.run.status) != "error")
