"""`psasync syncs`."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.errors import usage
from psasync_cli.options import FIRST, Everything, Limit, Reason, SyncName, Tenant, Yes, shown
from psasync_cli.output.column import Column
from psasync_cli.output.screen import Format
from psasync_cli.output.styles import style_of
from psasync_cli.output.table import table_of
from psasync_cli.output.words import ago, joined, moment, word
from psasync_cli.samples import lines_of
from psasync_cli.scheduling import FIRINGS, FIRINGS_SHOWN, schedule_body, schedule_text
from psasync_cli.session import Session
from psasync_cli.states import State, paused_text
from psasync_client.models.common import Entity, System
from psasync_client.models.scheduler import SyncView

app = group("Syncs: what is read from a connection, where it goes, and when.")

Entities = Annotated[list[Entity] | None, typer.Option("--entity", "-e", metavar="ENTITY", help="May be repeated.")]
Time = Annotated[str | None, typer.Option("--time", help="HH:MM in the tenant's zone, every day.")]
Cron = Annotated[str | None, typer.Option("--cron", help="A cron expression in the tenant's zone.")]
Spread = Annotated[
    int | None, typer.Option("--spread", min=0, help="Minutes over which syncs of the same rule are spread.")
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping-file", help="JSON: by entity, what is renamed, translated and fixed.")
]
CustomFields = Annotated[
    list[str] | None, typer.Option("--custom-field", help="entity:field to carry as well; may be repeated.")
]
Guard = Annotated[
    int | None, typer.Option("--deletion-guard", min=0, max=100, help="Percent that one pass may mark as deleted.")
]
FullPass = Annotated[int | None, typer.Option("--full-pass-days", min=1, help="How often everything is read.")]
AutoPause = Annotated[
    int | None, typer.Option("--auto-pause-after", min=0, help="Failures in a row that pause it; 0: never.")
]


def columns(session: Session) -> tuple[Column, ...]:
    return (
        Column("tenant", "tenant", lambda each: session.directory.tenant_name(each.tenant)),
        Column("name", "name"),
        Column("state", "state", _state, style=lambda each: style_of(each.state)),
        Column("entities", "entities", lambda each: joined(each.entities), wide=True),
        Column("next run", "next_fire", lambda each: ago(each.next_fire)),
        Column("id", "id"),
    )


@command(app, "list", examples=["psasync syncs list", "psasync syncs list -t acme --state paused -o csv"])
def list_syncs(
    session: Session,
    tenant: Tenant = None,
    connection: Annotated[str | None, typer.Option("--connection", help="Only those that read from it.")] = None,
    system: Annotated[System | None, typer.Option(help="Only those that read from this system.")] = None,
    state: Annotated[State | None, typer.Option(help="Without it: those that are not archived.")] = None,
    name: Annotated[str, typer.Option(help="How the name begins.")] = "",
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """Syncs, of one tenant or all."""
    found = session.client.syncs.list(
        tenant=session.directory.tenant_if_named(tenant),
        connection=session.directory.connection(connection).id if connection else None,
        system=system,
        state=state,
        name=name,
    )
    session.screen.rows(found, columns(session), limit=shown(limit, everything), empty="No syncs. psasync syncs create")


@command(app, "show", examples=["psasync syncs show acme/nightly"])
def show(session: Session, sync: SyncName) -> None:
    """One sync."""
    found = session.directory.sync(sync)
    session.screen.one(found, _facts(session, found))


@command(
    app,
    "create",
    examples=[
        "psasync syncs create nightly --connection acme/Manage --all-entities --time 01:30",
        "psasync syncs create contacts --connection acme/Manage -e company -e contact --cron '30 1 * * 1-5'",
    ],
)
def create(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    connection: Annotated[str, typer.Option("--connection", help="Where it reads from.")],
    entities: Entities = None,
    all_entities: Annotated[bool, typer.Option("--all-entities", help="All that the system has.")] = False,
    destination: Annotated[
        str | None, typer.Option(help="A connection to write to. Without it: the platform's own records.")
    ] = None,
    time: Time = None,
    cron: Cron = None,
    spread: Spread = None,
    mapping_file: MappingFile = None,
    custom_fields: CustomFields = None,
    deletion_guard: Guard = None,
    full_pass_days: FullPass = None,
    auto_pause_after: AutoPause = None,
) -> None:
    """A new sync. Without --time or --cron it runs only when somebody asks."""
    source = session.directory.connection(connection)
    if all_entities:
        entities = [each.entity for each in session.client.systems.get(source.system).entities]
    if not entities:
        raise usage("What is it to carry?", remedy="--entity company --entity contact, or --all-entities.")
    body = {
        "name": name,
        "connection": source.id,
        "entities": [str(each) for each in entities],
        "destination": session.directory.connection(destination).id if destination else None,
        "schedule": schedule_body(time, cron, spread) if time or cron else None,
        **_rules(mapping_file, custom_fields, deletion_guard, full_pass_days, auto_pause_after),
    }
    made = session.client.syncs.create({field: value for field, value in body.items() if value is not None})
    session.screen.done(made, f"Created {made.name} ({made.id}).\nNext: psasync run {made.id}")


@command(
    app,
    "change",
    examples=["psasync syncs change acme/nightly --time 02:15", "psasync syncs change acme/nightly --no-schedule"],
)
def change(
    session: Session,
    sync: SyncName,
    *,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    entities: Entities = None,
    time: Time = None,
    cron: Cron = None,
    spread: Spread = None,
    no_schedule: Annotated[bool, typer.Option("--no-schedule", help="It runs only when somebody asks.")] = False,
    mapping_file: MappingFile = None,
    custom_fields: CustomFields = None,
    deletion_guard: Guard = None,
    full_pass_days: FullPass = None,
    auto_pause_after: AutoPause = None,
) -> None:
    """Other settings; those that are not given stay."""
    found = session.directory.sync(sync)
    rules = _rules(mapping_file, custom_fields, deletion_guard, full_pass_days, auto_pause_after)
    body: dict[str, Any] = {field: value for field, value in rules.items() if value is not None}
    if name is not None:
        body["name"] = name
    if entities:
        body["entities"] = [str(each) for each in entities]
    if no_schedule:
        body["schedule"] = None
    elif time or cron or spread is not None:
        body["schedule"] = _changed_schedule(found, time, cron, spread)
    if not body:
        raise usage("Nothing to change was given.", remedy="psasync syncs change --help")
    changed = session.client.syncs.change(found.id, body, if_match=str(found.version))
    session.screen.done(changed, f"Changed {changed.name}. It runs: {schedule_text(changed.schedule)}.")


@command(app, "pause", examples=["psasync syncs pause acme/nightly --reason 'until the mapping is right'"])
def pause(session: Session, sync: SyncName, reason: Reason = "") -> None:
    """It starts no more, by itself or by hand, until it is resumed."""
    paused = session.client.syncs.pause(session.directory.sync(sync).id, {"reason": reason})
    session.screen.done(paused, f"Paused {paused.name}{paused_text(paused.paused)}.")


@command(app, "resume", examples=["psasync syncs resume acme/nightly"])
def resume(session: Session, sync: SyncName) -> None:
    """It runs again; also after it was paused by itself for failing."""
    resumed = session.client.syncs.resume(session.directory.sync(sync).id)
    following = f" Its next run is {ago(resumed.next_fire)}." if resumed.next_fire else ""
    session.screen.done(resumed, f"Resumed {resumed.name}.{following}")


@command(app, "archive", examples=["psasync syncs archive acme/nightly --yes"])
def archive(session: Session, sync: SyncName, yes: Yes = False) -> None:
    """For good. Its open issues are closed; its history stays for as long as it is retained."""
    found = session.directory.sync(sync)
    agree(session.screen, f"Archive the sync {found.name!r}, for good?", yes=yes)
    session.client.syncs.archive(found.id)
    session.screen.done({"id": found.id, "archived": True}, f"Archived {found.name}.")


@command(app, "schedule", examples=["psasync syncs schedule acme/nightly"])
def schedule(session: Session, sync: SyncName) -> None:
    """The next five firings in the tenant's zone, with what clock changes do to them, and the latest ones."""
    found = session.client.schedules.get(session.directory.sync(sync).id)
    recent = (
        Column("planned for", "planned_for", lambda row: moment(row.planned_for)),
        Column("what became of it", "state", lambda row: f"{row.state}{f' ({row.count})' if row.count != 1 else ''}"),
        Column("execution", "execution"),
    )
    session.screen.one(
        found,
        [("schedule", schedule_text(found.schedule)), ("time zone", found.time_zone)],
        table_of(FIRINGS, found.next[:FIRINGS_SHOWN]),
        *([table_of(recent, found.recent[:FIRINGS_SHOWN])] if found.recent else []),
    )


@command(
    app,
    "sample",
    examples=[
        "psasync syncs sample acme/nightly -e contact",
        "psasync syncs sample acme/nightly -e company --mapping-file mapping.json -n 3",
    ],
)
def sample(
    session: Session,
    sync: SyncName,
    *,
    entity: Annotated[Entity, typer.Option("--entity", "-e", metavar="ENTITY", help="Of which kind of record.")],
    mapping_file: MappingFile = None,
    custom_fields: CustomFields = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10, help="How many records.")] = 1,
) -> None:
    """Records of the source, before and after the mapping. Nothing is written, and nothing of them is kept."""
    found = session.directory.sync(sync)
    mapping = _mapping(mapping_file).get(entity.value) if mapping_file else found.mapping.get(entity)
    carried = (_by_entity(custom_fields) or {}).get(entity.value) or found.custom_fields.get(entity, [])
    body = {
        "entity": entity.value,
        "limit": limit,
        "mapping": mapping,
        "custom_fields": carried,
    }
    samples = session.client.connections.sample(found.connection, body)
    if session.screen.form is Format.JSON:
        session.screen.one(samples, ())
        return
    session.screen.rows(
        lines_of(samples),
        (
            Column("record", "record", wide=True),
            Column("field", "field"),
            Column("before", "before", wide=True),
            Column("after", "after", wide=True),
            Column("mapping", "change", style=lambda row: "yellow" if row.change else ""),
        ),
        empty="The source has no such records.",
    )
    if samples.unreadable:
        session.screen.warn(f"{samples.unreadable} beside these cannot be understood.")


@command(app, "missed", examples=["psasync syncs missed", "psasync syncs missed -t acme -o json"])
def missed(session: Session, tenant: Tenant = None, limit: Limit = FIRST, everything: Everything = False) -> None:
    """Firings that did not take place, because the platform was down for too long."""
    found = session.client.syncs.occurrences(tenant=session.directory.tenant_if_named(tenant))
    session.screen.rows(
        found,
        (
            Column("tenant", "tenant", lambda row: session.directory.tenant_name(row.tenant)),
            Column("sync", "sync", lambda row: session.directory.sync_name(row.sync)),
            Column("planned for", "planned_for", lambda row: moment(row.planned_for)),
            Column("how many", "count", right=True),
        ),
        limit=shown(limit, everything),
        empty="None was missed.",
    )


@command(app, "resync-settings", examples=["psasync syncs resync-settings acme/nightly"])
def resync_settings(session: Session, sync: SyncName) -> None:
    """Read ticket boards, priorities and statuses again, at once."""
    accepted = session.client.syncs.resync_settings(session.directory.sync(sync).id)
    session.screen.done(
        accepted,
        f"Started {accepted.execution_id}: {joined(accepted.entities)}.\npsasync watch {accepted.execution_id}",
    )


def _changed_schedule(sync: SyncView, time: str | None, cron: str | None, spread: int | None) -> dict[str, Any]:
    before = sync.schedule
    if not time and not cron:
        if before is None:
            raise usage("There is no schedule to spread.", remedy="Give --time or --cron too.")
        time, cron = before.time, before.cron
    kept = before.spread_minutes if before is not None and spread is None else spread
    return schedule_body(time, cron, kept)


def _rules(
    mapping_file: Path | None,
    custom_fields: list[str] | None,
    deletion_guard: int | None,
    full_pass_days: int | None,
    auto_pause_after: int | None,
) -> dict[str, Any]:
    return {
        "mapping": _mapping(mapping_file),
        "custom_fields": _by_entity(custom_fields),
        "deletion_guard_percent": deletion_guard,
        "full_pass_days": full_pass_days,
        "auto_pause_after": auto_pause_after,
    }


def _mapping(path: Path | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise usage(f"--mapping-file {path}: {error}") from error


def _by_entity(values: list[str] | None) -> dict[str, list[str]] | None:
    if values is None:
        return None
    found: dict[str, list[str]] = {}
    for value in values:
        entity, colon, name = value.partition(":")
        if not colon or not name:
            raise usage(f"--custom-field {value!r} is not entity:field.")
        found.setdefault(entity, []).append(name)
    return found


def _state(sync: SyncView) -> str:
    return f"{word(sync.state)} by itself" if sync.auto_pause else word(sync.state)


def _facts(session: Session, sync: SyncView) -> list[tuple[str, str]]:
    stopped = sync.auto_pause
    to_platform = sync.destination == "platform"
    written = "the platform's own records" if to_platform else session.directory.connection_name(sync.destination)
    return [
        ("name", sync.name),
        ("id", sync.id),
        ("tenant", session.directory.tenant_name(sync.tenant)),
        ("state", f"{word(sync.state)}{paused_text(sync.paused)}"),
        (
            "paused by itself",
            f"after {stopped.failures} failures in a row, {moment(stopped.at)}: {stopped.message} "
            f"(psasync show {stopped.execution})"
            if stopped
            else "",
        ),
        ("reads from", session.directory.connection_name(sync.connection)),
        ("writes to", written),
        ("entities", joined(sync.entities)),
        *((f"custom fields of {word(entity)}", joined(names)) for entity, names in sync.custom_fields.items() if names),
        ("mapping", f"changes {joined(sync.mapping)}" if sync.mapping else ""),
        ("schedule", schedule_text(sync.schedule)),
        ("next run", f"{moment(sync.next_fire)} ({ago(sync.next_fire)})" if sync.next_fire else ""),
        ("reads everything", f"every {sync.full_pass_days} days"),
        ("deletion guard", f"{sync.deletion_guard_percent} %"),
        ("pauses itself", f"after {sync.auto_pause_after} failures in a row" if sync.auto_pause_after else "never"),
        ("changed", moment(sync.updated_at)),
    ]
