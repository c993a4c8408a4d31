"""Forms accept what the service accepts, for every system that can be connected."""

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psasync.psa.registry import SYSTEMS
from psasync_scheduler.domain.connections import MAX_VALUE_CHARACTERS, check_secrets, check_settings
from psasync_scheduler.domain.errors import Invalid
from psasync_scheduler.domain.forms import order, secrets_schema, settings_schema

EDGES = ["", " ", "\n", " x ", "x\n", "-", "0", "1", " 1 ", "off", " off", "main", "none", "https://a.example ", "http://",
         "ftp://a.example", "acme", "a b", "ä", "Equal Sign=", "x" * 201, "x" * MAX_VALUE_CHARACTERS,
         "x" * (MAX_VALUE_CHARACTERS + 1), "0e1d3c5b-7a99-4f88-9d77-123456789abc\n",
         "0e1d3c5b-7a99-4f88-9d77-123456789abc", "whsec_" + "A" * 40, "\x1ca"]  # fmt: skip
SHORT = st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=8)
every_system = pytest.mark.parametrize("system", list(SYSTEMS))


@st.composite
def values(draw, fields) -> dict[str, str]:
    """Of some of the fields, likely ones among them, and now and then of one that does not exist."""
    chosen = [field for field in fields if draw(st.integers(0, 9)) > 1]
    found = {}
    for field in chosen:
        likely = [*field.choices, *filter(None, (field.example, field.default))]
        found[field.name] = draw(st.sampled_from(likely + EDGES) | SHORT)
    return found | ({"no_such_field": "x"} if draw(st.integers(0, 19)) == 0 else {})


def accepted(check, *arguments) -> bool:
    try:
        check(*arguments)
    except Invalid:
        return False
    return True


def fits(schema, document) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(document)


@every_system
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_forms_accept_what_the_service_accepts(system, data):
    fields = SYSTEMS[system].fields
    plain = data.draw(values([field for field in fields if not field.secret]))
    secrets = data.draw(values([field for field in fields if field.secret]))
    assert fits(settings_schema(fields), plain) == accepted(check_settings, fields, plain)
    assert fits(secrets_schema(fields), secrets) == accepted(check_secrets, fields, secrets, ())


@every_system
def test_schemas_are_schemas(system):
    fields = SYSTEMS[system].fields
    for schema in (settings_schema(fields), secrets_schema(fields)):
        jsonschema.Draft202012Validator.check_schema(schema)
    named = [name for part in ("settings", "secrets") for name in order(fields) if name.startswith(f"{part}.")]
    assert sorted(named) == sorted(order(fields))
    assert len(set(named)) == len(fields)


@every_system
def test_examples_and_defaults_are_accepted(system):
    fields = SYSTEMS[system].fields
    plain = [field for field in fields if not field.secret]
    for said in ("example", "default"):
        told = {field.name: getattr(field, said) or field.example or "x" for field in plain if getattr(field, said)}
        for field in plain:
            if field.required:
                told.setdefault(field.name, field.example or "{}")
        assert fits(settings_schema(fields), told), told


@every_system
def test_a_secret_is_marked_as_one_and_a_field_explained(system):
    fields = SYSTEMS[system].fields
    for name, value in secrets_schema(fields)["properties"].items():
        assert (value["writeOnly"], value["format"]) == (True, "password"), name
        assert "default" not in value
    for value in settings_schema(fields)["properties"].values():
        assert value["title"]
        assert value["description"]


def test_choices_are_offered():
    properties = settings_schema(SYSTEMS["syncro"].fields)["properties"]
    assert properties["sites"]["enum"] == ["", "main", "all"]
    assert properties["sites"]["default"] == "main"
