"""The registered systems' abilities as a page for people, made from what the systems themselves declare."""

from collections.abc import Iterator, Mapping, Sequence

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.entry import SystemEntry
from psasync.psa.port import EntityCapability, PeriodFilter, UpdatedSince

_HOW_TO_READ = """\
# What each system can do

One section per system, made from the registry (`make docs`). How to read the columns:

- **changes**: `system` filters by modification time, so a nightly run reads only what has changed; `full pass` reads
  everything, and changes are found by comparing contents.
- **period**: the system's field that a run over dates goes by, and who filters: the `system`, or `here`, which reads
  everything. Without a field the entity takes part in no run over dates.
- **by id**: whether a single record can be read again, as a retry does.
- **absent**: canonical fields that the system does not have. They are left out of its records, never filled with
  something made up. A field that is there and empty is `null`.
"""

_COLUMNS = ("entity", "changes", "period", "by id", "custom fields", "absent", "note")


def capability_page(systems: Mapping[System, SystemEntry]) -> str:
    """Markdown, in the order of the registry."""
    sections = ["\n".join(_section(system, entry)) for system, entry in systems.items()]
    return "\n".join([_HOW_TO_READ, *sections])


def _section(system: System, entry: SystemEntry) -> Iterator[str]:
    yield f"## {entry.title} (`{system}`)"
    yield ""
    yield f"{_roles(entry)} {'Live tickets by webhooks.' if entry.capabilities.webhooks else 'No webhooks.'}"
    yield ""
    entities = entry.capabilities.entities
    if entities:
        yield _row(_COLUMNS)
        yield _row(["---"] * len(_COLUMNS))
        yield from (_row(_cells(entity, can)) for entity, can in entities.items())
        yield ""
    if entry.configured:
        yield "Settings of a connection can change this." if entities else "It follows from each connection's settings."
        yield ""


def _roles(entry: SystemEntry) -> str:
    match entry.open is not None, entry.open_destination is not None:
        case True, True:
            return "A source and a destination."
        case True, False:
            return "A source."
        case False, True:
            return "A destination."
        case _:
            return "Neither read nor written yet."


def _cells(entity: Entity, can: EntityCapability) -> Sequence[str]:
    return (
        f"`{entity}`",
        "system" if can.updated_since is UpdatedSince.SERVER else "full pass",
        _period(can),
        "yes" if can.by_id else "no",
        "yes" if can.custom_fields else "no",
        ", ".join(f"`{name}`" for name in sorted(can.absent_fields)) or "none",
        can.note,
    )


def _period(can: EntityCapability) -> str:
    if can.period is PeriodFilter.NONE:
        return "none"
    return f"`{can.business_date}`, {'system' if can.period is PeriodFilter.SERVER else 'here'}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
