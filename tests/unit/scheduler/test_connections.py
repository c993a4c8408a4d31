"""The fields of a connection."""

import pytest

from psasync.contracts.issues import IssueCode
from psasync.psa.registry import SYSTEMS
from psasync.psa.toolkit.faults import Faults
from psasync_scheduler.domain.connections import (
    MAX_VALUE_CHARACTERS,
    check_entered_again,
    check_secrets,
    check_settings,
    settings_mistake,
)
from psasync_scheduler.domain.errors import Invalid

FIELDS = SYSTEMS["connectwise"].fields
SETTINGS = {"base_url": "https://psa.example", "company": "acme"}
NAMES = ("public_key", "private_key", "client_id")
GUID = "0e1d3c5b-7a99-4f88-9d77-123456789abc"


def mistakes(check, *arguments) -> set[str]:
    with pytest.raises(Invalid) as refused:
        check(*arguments)
    return {error.field for error in refused.value.errors}


def test_defaults_are_filled_in_and_spaces_taken_off():
    settings = check_settings(FIELDS, SETTINGS | {"company": " acme "})
    defaults = {field.name: field.default for field in FIELDS if field.default is not None}
    assert defaults["codebase"] == "v4_6_release"
    assert settings == defaults | SETTINGS


def test_secrets_are_no_settings_and_settings_no_secrets():
    assert mistakes(check_settings, FIELDS, SETTINGS | {"private_key": "x"}) == {"settings.private_key"}
    secrets = dict.fromkeys(NAMES, GUID)
    assert mistakes(check_secrets, FIELDS, secrets | {"company": "x"}, ()) == {"secrets.company"}


def test_what_is_held_need_not_be_given():
    check_secrets(FIELDS, {"public_key": "new"}, NAMES)
    assert mistakes(check_secrets, FIELDS, {"public_key": None}, NAMES) == {"secrets.public_key"}
    assert mistakes(check_secrets, FIELDS, {"public_key": ""}, ()) == {f"secrets.{name}" for name in NAMES}


def test_a_value_has_a_bound():
    address = "https://psa.example/".ljust(MAX_VALUE_CHARACTERS, "x")
    check_settings(FIELDS, SETTINGS | {"base_url": address})
    assert mistakes(check_settings, FIELDS, SETTINGS | {"base_url": f"{address}x"}) == {"settings.base_url"}


def test_values_have_the_form_that_the_system_gives_them():
    assert mistakes(check_settings, FIELDS, {"base_url": "psa.example", "company": "a/b", "codebase": "?"}) == {
        "settings.base_url",
        "settings.company",
        "settings.codebase",
    }
    assert mistakes(check_secrets, FIELDS, dict.fromkeys(NAMES, "x"), ()) == {"secrets.client_id"}
    halo = SYSTEMS["halopsa"].fields
    assert mistakes(check_settings, halo, {"base_url": "https://a.example", "updated_since": "maybe"}) == {
        "settings.updated_since"
    }


def test_another_address_asks_for_every_secret():
    elsewhere = SETTINGS | {"base_url": "https://other.example"}
    assert mistakes(check_entered_again, SETTINGS, elsewhere, NAMES, {"client_id": "x"}) == {
        "secrets.public_key",
        "secrets.private_key",
    }
    check_entered_again(SETTINGS, elsewhere, NAMES, dict.fromkeys(NAMES, "x"))
    check_entered_again(SETTINGS, dict(SETTINGS), NAMES, {})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("the connection's company is missing", "settings.company"),
        ("the connection's company_name is missing", "settings"),
        ("company is missing", "settings"),
    ],
)
def test_what_a_system_says_stands_at_the_setting_that_it_names(text: str, field: str):
    mistake = settings_mistake(FIELDS, text)
    assert (mistake.field, mistake.message) == (field, text)


def test_the_words_of_adapters_are_understood():
    error = Faults("PSA").configuration("base_url", "is not an address", IssueCode.ADDRESS_WRONG)
    assert settings_mistake(FIELDS, error.message).field == "settings.base_url"
