"""The two ends of a sync: whether records can be read at the one, and written at the other."""

from psasync.contracts.vocabulary import Entity
from psasync.psa.entry import OpenDestination, SystemEntry
from psasync.psa.port import Capabilities, PsaError
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.budget import SharedBudget
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.discovery import declared_names
from psasync_scheduler.domain.catalog import PLATFORM, Connection
from psasync_scheduler.domain.declarations import undeclared
from psasync_scheduler.domain.errors import FieldError, Refused
from psasync_scheduler.domain.flows import Destination, Flow, Source, flow_mistakes


async def flow_errors(context: Context, source: Connection, destination: str, flow: Flow) -> list[FieldError]:
    """Every mistake of a sync from `source` to `destination`. Raises `Refused` as `capabilities` does."""
    reads = _source(context, source)
    errors = [reads] if isinstance(reads, FieldError) else []
    writes = await _destination(context, source, destination)
    errors += [writes] if isinstance(writes, FieldError) else []
    errors += flow_mistakes(
        flow,
        reads if isinstance(reads, Source) else None,
        writes if isinstance(writes, Destination) else None,
    )
    if isinstance(reads, Source):
        declared = await declared_names(context, source, flow)
        errors += undeclared(flow.custom_fields, declared, reads.name)
    return errors


def capabilities(context: Context, connection: Connection) -> Capabilities:
    """What the connection's system can do. Raises `Refused` where its adapter or its settings no longer fit."""
    try:
        return _entry(context, connection).capabilities_of(connection.settings)
    except PsaError as error:
        raise Refused("connection-unusable", f"The connection has to be corrected first: {error.message}.") from error


def _entry(context: Context, connection: Connection) -> SystemEntry:
    entry = context.systems.get(connection.system)
    if entry is None:
        raise Refused("connection-unusable", f"No adapter for {connection.system} is installed any more.")
    return entry


def _source(context: Context, connection: Connection) -> Source | FieldError:
    entry = _entry(context, connection)
    if entry.open is None:
        return FieldError("connection", f"nothing can be read from {entry.title}")
    return Source(entry.title, capabilities(context, connection).entities)


async def _destination(context: Context, source: Connection, destination: str) -> Destination | FieldError | None:
    """None: the platform itself, which takes every entity."""
    if destination == PLATFORM:
        return None
    if destination == source.id:
        return FieldError("destination", "is what the sync reads from")
    connection = await context.stores.connections.get(destination)
    if connection is None or connection.archived or connection.tenant != source.tenant:
        return FieldError("destination", "is no connection of this tenant")
    entry = _entry(context, connection)
    if entry.open_destination is None:
        return FieldError("destination", f"nothing can be written to {entry.title}")
    try:
        return Destination(entry.title, await _taken(context, connection, entry.open_destination))
    except PsaError as error:
        return FieldError("destination", f"cannot be used as it is: {error.message}")


async def _taken(context: Context, connection: Connection, open_destination: OpenDestination) -> frozenset[Entity]:
    """Only an open destination says what it takes. Opening calls nothing, but it needs the secrets."""
    credentials = connections.opened(context, connection)
    opened = open_destination(credentials, budget=SharedBudget(context, connection))
    try:
        return opened.capabilities.entities
    finally:
        await opened.aclose()
