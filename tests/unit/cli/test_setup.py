"""What a system asks for, and what was given."""

import pytest

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.given import given_values
from psasync_cli.options import pairs
from psasync_cli.setup.fields import in_order, missing, named_by, question, sorted_out
from psasync_client.models.scheduler import SystemView


def field(name, **values):
    known = {
        "label": name,
        "help": "",
        "secret": False,
        "required": True,
        "example": "",
        "default": None,
        "choices": [],
    }
    return {"name": name, **known, **values}


SYSTEM = SystemView.model_validate(
    {
        "system": "connectwise",
        "title": "ConnectWise PSA",
        "source": True,
        "destination": True,
        "webhooks": True,
        "entities": [],
        "fields": [
            field("private_key", secret=True, example="not to be shown"),
            field("base_url", help="Where it is.", example="https://na.example.com"),
            field("codebase", default="v4_6_release"),
            field("region", required=False, choices=["eu", "na"]),
        ],
        "form": {
            "settings": {},
            "secrets": {},
            "order": ["settings.base_url", "settings.codebase", "secrets.private_key"],
        },
    }
)


def test_fields_are_asked_for_in_the_order_of_the_form():
    assert [each.name for each in in_order(SYSTEM)] == ["base_url", "codebase", "private_key", "region"]


def test_secrets_and_settings_go_apart():
    values = sorted_out(SYSTEM, {"base_url": "https://x", "private_key": "s"})
    assert values.body() == {"settings": {"base_url": "https://x"}, "secrets": {"private_key": "s"}}


def test_a_name_that_the_system_does_not_know_is_refused():
    with pytest.raises(CliError) as refused:
        sorted_out(SYSTEM, {"base_ulr": "https://x"})
    assert "base_ulr" in refused.value.message
    assert "psasync systems show connectwise" in refused.value.remedy


def test_what_is_needed_and_was_not_given():
    assert missing(SYSTEM, {"private_key": "s"}) == ["base_url"]
    assert missing(SYSTEM, {"private_key": "s", "base_url": "x"}) == []


def test_a_question_helps_and_shows_no_example_of_a_secret():
    secret, address, _, region = SYSTEM.fields
    assert question(address) == ["Where it is.", "for example: https://na.example.com"]
    assert question(secret) == []
    assert question(region) == ["one of: eu, na"]


def test_a_check_points_at_fields():
    assert named_by(["secrets.private_key", "settings.base_url"]) == ["private_key", "base_url"]
    assert named_by(None) == []


def test_values_come_from_the_line_from_files_and_from_variables(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("secret\n")
    monkeypatch.setenv("THE_URL", "https://x")
    given = given_values(["a=1=2"], [f"key={tmp_path / 'key'}"], ["url=THE_URL"])
    assert given == {"a": "1=2", "key": "secret", "url": "https://x"}


@pytest.mark.parametrize(
    ("values", "files", "variables"),
    [(["a"], [], []), (["=1"], [], []), ([], ["key=/no/such/file"], []), ([], [], ["url=NO_SUCH_VARIABLE"])],
)
def test_what_cannot_be_read_is_refused(values, files, variables):
    with pytest.raises(CliError) as refused:
        given_values(values, files, variables)
    assert refused.value.code is ExitCode.USAGE


def test_an_empty_value_is_a_value():
    assert pairs(["a="], "--set") == {"a": ""}
