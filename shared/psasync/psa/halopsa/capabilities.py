"""What Halo can do for each entity, as far as the connection's choices decide it."""

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.halopsa.choices import Choices
from psasync.psa.port import Capabilities, EntityCapability, PeriodFilter, UpdatedSince

_DETAILS = "Chosen custom fields cost one call per record: no list carries them."


def capabilities_of(choices: Choices) -> Capabilities:
    since = UpdatedSince.SERVER if choices.filters_updated else UpdatedSince.NONE
    return Capabilities(
        system=System.HALOPSA,
        entities={
            Entity.COMPANY_STATUS: _setup("is_default", note="The two states of a client's `inactive` flag."),
            Entity.COMPANY: EntityCapability(
                since,
                PeriodFilter.HERE,
                by_id=True,
                business_date="datecreated",
                custom_fields=True,
                note=_DETAILS,
            ),
            Entity.COMPANY_SITE: _records(
                since,
                note=f"The main site is named by the client: a change of it shows with the next full pass. {_DETAILS}",
            ),
            Entity.CONTACT: _records(since, "type", "address", note=_DETAILS),
            Entity.ASSET: _records(
                since,
                note="Serial number, operating system, purchase date and manufacturer are asset fields, whose labels "
                "the connection names; an asset without such a field carries no such value.",
            ),
            Entity.TICKET_BOARD: _setup(note="Halo's teams; a ticket names its team by name."),
            Entity.TICKET_STATUS: _setup(
                "board_id", "is_default", "closed", "active", note="Statuses belong to the instance, not to a team."
            ),
            Entity.TICKET_PRIORITY: _setup(
                "is_default", "sort_order", note="Of a priority that several SLAs define, the first SLA's."
            ),
        },
        webhooks=True,
    )


def _records(since: UpdatedSince, *absent: str, note: str) -> EntityCapability:
    """Sites, users and assets carry no date of creation."""
    return EntityCapability(
        since,
        PeriodFilter.NONE,
        by_id=True,
        custom_fields=True,
        absent_fields=frozenset(absent),
        note=note,
    )


def _setup(*absent: str, note: str) -> EntityCapability:
    return EntityCapability(
        UpdatedSince.NONE, PeriodFilter.NONE, by_id=True, absent_fields=frozenset(absent), note=note
    )


CAPABILITIES = capabilities_of(Choices())
