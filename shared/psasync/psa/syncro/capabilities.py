"""What Syncro can do for each entity, as far as the connection's choices decide it."""

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import Capabilities, EntityCapability, PeriodFilter, UpdatedSince
from psasync.psa.syncro.choices import Choices, Sites

_CREATED = "created_at"
_NO_FILTER = "Syncro filters tickets only by time of change: every run reads everything and compares."


def capabilities_of(choices: Choices) -> Capabilities:
    return Capabilities(
        system=System.SYNCRO,
        entities={
            Entity.COMPANY_STATUS: _setup("is_default", note="The two states of a customer's `disabled` flag."),
            Entity.COMPANY: _records(_without(website=choices.website), custom_fields=True, note=_NO_FILTER),
            Entity.COMPANY_SITE: _records({"active"}, note=_sites_note(choices)),
            Entity.CONTACT: _records({"site_id", "type", "active"}, custom_fields=True, note=_NO_FILTER),
            Entity.ASSET: _records(
                {"status", "notes"}
                | _without(
                    os_type=choices.os_type,
                    manufacturer=choices.manufacturer,
                    purchase_date=choices.purchase_date,
                    warranty_expiry=choices.warranty_expiry,
                ),
                custom_fields=True,
                note=_NO_FILTER,
            ),
            Entity.TICKET_BOARD: _setup("active", note=f"The account's {choices.boards.replace('_', ' ')}."),
            Entity.TICKET_STATUS: _setup("board_id", "is_default", "closed", "active", "sort_order"),
            Entity.TICKET_PRIORITY: _setup("is_default", "color"),
        },
        webhooks=True,
    )


def _records(absent: set[str], *, custom_fields: bool = False, note: str) -> EntityCapability:
    return EntityCapability(
        UpdatedSince.NONE,
        PeriodFilter.HERE,
        by_id=True,
        business_date=_CREATED,
        custom_fields=custom_fields,
        absent_fields=frozenset(absent),
        note=note,
    )


def _setup(*absent: str, note: str = "") -> EntityCapability:
    return EntityCapability(
        UpdatedSince.NONE, PeriodFilter.NONE, by_id=True, absent_fields=frozenset(absent), note=note
    )


def _without(**properties: str) -> set[str]:
    return {name for name, configured in properties.items() if not configured}


def _sites_note(choices: Choices) -> str:
    if choices.sites is Sites.ALL:
        return "Each customer's own address and its further addresses: one call per customer."
    return "Each customer's own address: Syncro has no list of sites."


CAPABILITIES = capabilities_of(Choices())
