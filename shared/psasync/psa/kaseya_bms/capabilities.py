"""What BMS can do for each entity, in reading order: what others refer to comes first."""

from collections.abc import Mapping
from dataclasses import replace

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.kaseya_bms.connection import modules_of
from psasync.psa.port import Capabilities, EntityCapability, PeriodFilter, UpdatedSince

_CREATED = "createdOn"

_DATED = EntityCapability(UpdatedSince.SERVER, PeriodFilter.SERVER, by_id=True, business_date=_CREATED)
_SETUP = EntityCapability(UpdatedSince.NONE, PeriodFilter.NONE, by_id=True)

CAPABILITIES = Capabilities(
    system=System.KASEYA_BMS,
    entities={
        Entity.COMPANY_STATUS: replace(
            _SETUP,
            absent_fields=frozenset({"is_default"}),
            note="The two states of an account's `isActive` flag: BMS has no list of statuses.",
        ),
        Entity.COMPANY: _DATED,
        # Whether a change of a location moves its account's modification time is not documented.
        Entity.COMPANY_SITE: replace(
            _SETUP, note="Read out of the accounts' rows, always all of them: locations have no times of their own."
        ),
        Entity.CONTACT: replace(_DATED, absent_fields=frozenset({"type", "address"})),
        Entity.ASSET: EntityCapability(
            UpdatedSince.NONE,
            PeriodFilter.HERE,
            by_id=True,
            business_date=_CREATED,
            note="One call per asset, of which BMS allows 1,500 per hour, and no filter by time.",
        ),
        Entity.TICKET_BOARD: replace(_SETUP, note="BMS calls them queues."),
        Entity.TICKET_STATUS: replace(_SETUP, absent_fields=frozenset({"board_id", "is_default", "closed"})),
        Entity.TICKET_PRIORITY: replace(_SETUP, absent_fields=frozenset({"sort_order"})),
    },
    webhooks=True,
)
"""Of a connection that names no module of custom fields."""


def capabilities_of(settings: Mapping[str, str]) -> Capabilities:
    """Custom fields can be read where a setting names their module. Raises `PsaError` as `modules_of` does."""
    entities = dict(CAPABILITIES.entities)
    for entity in modules_of(settings):
        entities[entity] = replace(entities[entity], custom_fields=True)
    return replace(CAPABILITIES, entities=entities)
