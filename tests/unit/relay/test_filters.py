import pytest

from psasync.contracts.events.tickets import Named, TicketKind
from psasync_tickets_relay.domain.filters import TicketFilter, traits_of
from tests.unit.relay.frames import ticket

FULL = ticket(
    board=None,
    kind=TicketKind.CREATED,
    status=Named(id="17", name="In Progress"),
    priority=Named(id="8", name="Straße"),
    company=Named(id="301", name="Northwind"),
)


def accepts(event, **wanted) -> bool:
    return TicketFilter(**wanted).accepts(traits_of(event))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, True),
        ({"status": ["17"]}, True),
        ({"status": ["in progress"]}, True),
        ({"status": ["IN PROGRESS"], "company": ["301"]}, True),
        ({"priority": ["STRASSE"]}, True),
        ({"status": ["99", "17"]}, True),
        ({"status": ["99"]}, False),
        ({"status": ["17"], "company": ["302"]}, False),
        ({"status": ["1"]}, False),
        ({"kind": [TicketKind.CREATED]}, True),
        ({"kind": [TicketKind.UPDATED, TicketKind.DELETED]}, False),
        ({"kind": [TicketKind.CREATED], "status": ["99"]}, False),
        ({"board": ["1"]}, False),
    ],
)
def test_alternatives_within_a_field_and_all_fields_together(wanted, expected):
    assert accepts(FULL, **wanted) is expected


@pytest.mark.parametrize("event", [ticket(board=None, kind=TicketKind.DELETED), ticket(board=None, partial=True)])
def test_what_came_without_the_field_is_let_through(event):
    assert accepts(event, board=["1"])
    assert not accepts(event, board=["1"], kind=[TicketKind.CREATED])


def test_what_came_with_another_value_is_not_let_through_though_incomplete():
    assert not accepts(ticket(board="2", partial=True), board=["1"])


def test_only_an_empty_filter_accepts_all():
    assert TicketFilter().accepts_all
    assert not TicketFilter(board=["1"]).accepts_all
    assert not TicketFilter(kind=[TicketKind.NOTE]).accepts_all
