"""What a sync can be asked for, and what is said where it cannot."""

from dataclasses import replace

import pytest

from psasync.contracts.vocabulary import Entity, Mode
from psasync.psa.port import PeriodFilter
from psasync.psa.registry import SYSTEMS
from psasync_scheduler.domain.errors import Invalid
from psasync_scheduler.domain.offers import Maker, by_id_gap, modes_offered, period_gap, periods_offered
from psasync_scheduler.domain.requests import RunRequest, resolve

ABILITIES = SYSTEMS["connectwise"].capabilities.entities
DATED, UNDATED = Entity.COMPANY, Entity.TICKET_BOARD
MAKER = Maker("ConnectWise", described=False, contact="the help desk")


def test_where_all_have_dates_there_is_nothing_to_explain():
    assert period_gap((DATED,), ABILITIES, MAKER) is None
    assert by_id_gap((DATED,), ABILITIES, MAKER) is None


def test_a_system_without_dates_names_whom_to_ask():
    gap = period_gap((DATED, UNDATED), ABILITIES, MAKER)
    assert gap is not None
    assert gap.entities == (UNDATED,)
    assert gap.why == "ConnectWise keeps no date on ticket_board that a period could go by."
    assert gap.ask == "Ask the help desk if you need it."


def test_a_description_without_a_date_can_be_completed():
    gap = period_gap((UNDATED,), ABILITIES, replace(MAKER, described=True))
    assert gap is not None
    assert "names no date field for ticket_board" in gap.why
    assert "set the connection up" in gap.ask


def test_what_the_system_no_longer_has_has_no_dates():
    assert period_gap((DATED,), {}, MAKER) is not None
    assert by_id_gap((DATED,), {}, MAKER) is not None


@pytest.mark.parametrize("confirmed", [True, False])
def test_without_any_date_nothing_is_imported_again(confirmed):
    assert (periods_offered((UNDATED,), ABILITIES), modes_offered((UNDATED,), ABILITIES)) == (False, (Mode.MISSING,))
    with pytest.raises(Invalid) as refused:
        resolve(RunRequest(mode=Mode.FORCE, confirmed=confirmed), (UNDATED,), ABILITIES)
    assert [error.field for error in refused.value.errors] == ["mode"]
    assert modes_offered((DATED, UNDATED), ABILITIES) == (Mode.MISSING, Mode.FORCE)
    assert resolve(RunRequest(mode=Mode.FORCE), (DATED, UNDATED), ABILITIES)


def test_filtering_here_is_a_period_all_the_same():
    here = {UNDATED: replace(ABILITIES[UNDATED], period=PeriodFilter.HERE)}
    assert periods_offered((UNDATED,), here)
