"""The references of records, as ids of the destination.

Whether a parent is imported at all has been asked before (`run/parents.py`): here its id counts.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from psasync.contracts.vocabulary import Entity, Outcome
from psasync_executor.domain.dependencies import PARENT_FIELDS, named_parent
from psasync_executor.domain.issues import parent_missing
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.store.ledger import Ledger

_OTHERS: Mapping[Entity, tuple[tuple[Entity, str], ...]] = {
    Entity.COMPANY: ((Entity.COMPANY_STATUS, "status_id"),),
    Entity.CONTACT: ((Entity.COMPANY_SITE, "site_id"),),
}
"""References without which a record is still whole."""

Found = Mapping[tuple[str, str], str]
"""The destination's id by reference field and source id."""


async def found_references(
    ledger: Ledger,
    sync: str,
    entity: Entity,
    decisions: Sequence[Decision],
    lease: Lease,
    *,
    kept: Collection[Entity],
) -> Found:
    """What the ledger knows of the records that these refer to. `kept`: the entities of the destination."""
    found: dict[tuple[str, str], str] = {}
    for kind, field in _references(entity):
        named = {name for one in decisions if one.data and (name := named_parent(field, one.data))}
        if kind not in kept or not named:
            continue
        entries = await patiently(lease, partial(ledger.look_up, sync, kind, sorted(named)))
        found |= {(field, name): entry.dest for name, entry in entries.items() if entry.dest is not None}
    return found


def references_of(entity: Entity, decision: Decision, found: Found) -> dict[str, str] | None:
    """The references that the destination has; None: the record hangs on one that it has not, and is refused.

    References to what the destination does not keep, or does not have, are left out.
    """
    data = decision.data or {}
    named = {field: named_parent(field, data) for _, field in _references(entity)}
    references = {field: found[field, name] for field, name in named.items() if name and (field, name) in found}
    kind, field = PARENT_FIELDS.get(entity, (entity, ""))
    name = named.get(field)
    if name is None or field in references:
        return references
    decision.refuse(Outcome.SKIPPED, parent_missing(kind, field, name))
    return None


def _references(entity: Entity) -> Sequence[tuple[Entity, str]]:
    parent = PARENT_FIELDS.get(entity)
    return [*([parent] if parent else []), *_OTHERS.get(entity, ())]
