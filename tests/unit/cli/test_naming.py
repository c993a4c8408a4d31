"""Which thing a name means."""

import pytest

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.naming import Candidate, is_id, may_begin_an_id, the_one

ACME = Candidate("01a22409-adcf-7496-99fa-ccf2ddb713f8", "Acme Ltd")
OTHER = Candidate("01a22409-ade5-7467-a648-b2b1ad6289db", "Acme Limited")
TWIN = Candidate("01b22409-ade5-7467-a648-b2b1ad6289db", "acme  LTD", of="Other")
HEX = Candidate("ffff2409-ade5-7467-a648-b2b1ad6289db", "01a2")


@pytest.mark.parametrize("text", ["Acme Ltd", "acme ltd", " ACME   Ltd ", "01a22409-adc"])
def test_a_name_or_the_beginning_of_an_id_finds_the_one(text):
    assert the_one("tenant", text, [ACME, OTHER]) == ACME.id


def test_a_name_goes_before_the_beginning_of_an_id():
    assert the_one("tenant", "01a2", [ACME, OTHER, HEX]) == HEX.id


@pytest.mark.parametrize(("text", "found"), [("acme ltd", [ACME, TWIN]), ("01a22409", [ACME, OTHER])])
def test_several_are_listed_and_none_is_taken(text, found):
    with pytest.raises(CliError) as refused:
        the_one("sync", text, [ACME, OTHER, TWIN])
    assert refused.value.code is ExitCode.NOT_FOUND
    assert [str(each) for each in found] == list(refused.value.details)


def test_the_beginning_of_a_name_is_only_a_hint():
    with pytest.raises(CliError) as refused:
        the_one("tenant", "acme l", [ACME, OTHER])
    assert refused.value.code is ExitCode.NOT_FOUND
    assert len(refused.value.details) == 2
    assert "psasync tenants list" in refused.value.remedy


def test_ids():
    assert is_id(ACME.id)
    assert not is_id("01a22409")
    assert may_begin_an_id("01A22409-ad")
    assert not may_begin_an_id("Acme")
    assert not may_begin_an_id("01a")
