from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any, Literal
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from psasync.kit.keyring import Keyring
from psasync.kit.logging import REDACTED, bind, configure, get_logger, register_secret
from psasync.kit.logging.redaction import redact
from psasync.kit.logging.secrets import KnownSecrets
from psasync.kit.settings import CommonSettings

secrets = st.text(min_size=8, max_size=60).filter(
    lambda text: len(text.strip()) >= 8 and text not in REDACTED and len(set(text)) > 3
)
safe_names = st.sampled_from(["event", "path", "note", "n", "tenant", "detail"])
secret_names = st.sampled_from([
    "secret", "client_secret", "password", "passwd", "Authorization", "private_key", "privateKey", "api_key", "apikey",
    "api-key", "token", "access_token", "keyring", "signature", "x-content-signature", "cookie", "credentials",
])  # fmt: skip


def nested(leaf: st.SearchStrategy[Any], names: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3))
    )


def rendered(event: dict[str, Any]) -> str:
    """Everything a line could show, without the escapes of a renderer."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, item in value.items():
                yield name
                yield from walk(item)
        elif isinstance(value, list):
            for item in value:
                yield from walk(item)
        else:
            yield str(value)

    return "\n\n".join(walk(redact(None, "info", event)))


class TestProperties:
    @given(secrets, st.text(), st.text(), st.data())
    @hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    def test_a_registered_secret_appears_nowhere(
        self, secret: str, before: str, after: str, data: st.DataObject
    ) -> None:
        assume(secret not in before + after)
        register_secret(secret)
        leaf = st.sampled_from([
            f"{before}{secret}{after}", (secret,), [secret], {secret: 1}, {"a": {secret}}, repr(secret),
            json.dumps(secret), ValueError(secret), (before, {"x": [secret]}), json.dumps({"deep": repr(secret)}),
        ])  # fmt: skip
        event = {"event": "e", "value": data.draw(nested(leaf, safe_names))}
        shown = rendered(event)
        assert secret not in shown
        assert json.dumps(secret)[1:-1] not in shown
        assert repr(secret)[1:-1] not in shown

    @given(st.text(min_size=1), secret_names, st.data())
    def test_a_field_with_a_secret_name_is_masked_at_any_depth(
        self, value: str, name: str, data: st.DataObject
    ) -> None:
        wrapped = data.draw(
            st.sampled_from([{name: value}, [{name: value}], {"a": ({name: [value]},)}, {"b": {name: {"c": value}}}])
        )
        marker = f"\ue000{value}\ue001"  # so that the value cannot occur by chance
        text = json.dumps(wrapped, ensure_ascii=False).replace(
            json.dumps(value, ensure_ascii=False), json.dumps(marker, ensure_ascii=False)
        )
        assert "\ue000" not in rendered({"event": "e", "payload": json.loads(text)})

    @given(nested(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.none(), st.booleans()), st.text()))
    @hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
    @example(10**40)
    @example("\ud800")
    def test_nothing_makes_it_fail(self, value: Any) -> None:
        rendered({"event": "e", "value": value})


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abc.DEF-123",
        "authorization=basic QWxhZGRpbjpvcGVuc2VzYW1l",
        "mongodb://user:QWxhZGRpbjpvcGVuc2VzYW1l@host/db",
        "GET /x?access_token=abc.DEF-123&y=1",
        '{"password": "abc.DEF-123"}',
        "{'client_secret': 'abc.DEF-123'}",
        r"{\"api_key\": \"abc.DEF-123\"}",
    ],
)
def test_the_shape_of_a_text_gives_a_secret_away(text: str) -> None:
    shown = rendered({"event": text})
    assert "abc.DEF-123" not in shown
    assert "QWxhZGRpbjpvcGVuc2VzYW1l" not in shown
    assert REDACTED in shown


def test_ordinary_words_and_numbers_stay() -> None:
    event = {
        "event": "page written",
        "tokens": 3,
        "records": 1000,
        "ok": True,
        "tenant": "t1",
        "ratio": 0.5,
        "none": None,
    }
    assert redact(None, "info", dict(event)) == event


def test_a_decrypted_secret_is_masked_from_then_on() -> None:
    ring, place = Keyring({"k": bytes(32)}), {"tenant": "t", "connection": "c", "field": "f"}
    ring.decrypt(ring.encrypt("correct horse battery", **place), **place)
    assert rendered({"event": "with correct horse battery"}) == f"event\n\nwith {REDACTED}"


def test_thousands_of_secrets_do_not_slow_a_line_down() -> None:
    known = KnownSecrets()
    for n in range(6000):
        known.add(f"secret-number-{n:05}-of-many")
    text = "page written " * 400 + "secret-number-05999-of-many"
    known.mask(text, "*")
    started = time.perf_counter()
    for _ in range(20):
        assert known.mask(text, "*").endswith("page written *")
    assert time.perf_counter() - started < 2
    assert len(known._values) == 4096


def test_a_key_of_several_lines_is_found_however_it_is_quoted() -> None:
    key = "-----BEGIN 'KEY'-----\nMIIBVgIBADAN\n-----END KEY-----"
    register_secret(key)
    for text in (
        key,
        repr(key),
        json.dumps(key),
        json.dumps(repr(key)),
        json.dumps(json.dumps(key)),
        "\n    MIIBVgIBADAN",
    ):
        shown = rendered({"event": text})
        assert "MIIBVgIBADAN" not in shown
        assert "BEGIN" not in shown


def test_quotes_inside_quotes_do_not_hide_a_secret() -> None:
    secret = 'a"b\\c\td-and-more'
    register_secret(secret)
    for text in (json.dumps({"deep": repr(secret)}), json.dumps(json.dumps(secret)), f"/x?p={quote(secret)}"):
        assert "more" not in rendered({"event": text})


def test_overlapping_and_contained_secrets() -> None:
    known = KnownSecrets()
    for secret in ("abcdefgh", "efghijkl", "cdefgh", "abcdefghXYZ"):
        known.add(secret)
    assert known.mask("1abcdefghXYZ2 abcdefghijkl cdefgh", "*") == "1*2 *ijkl *"


def test_an_object_that_cannot_describe_itself_is_named() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no")

    assert "Broken" in rendered({"event": "e", "value": Broken()})


def test_a_structure_without_end_is_cut() -> None:
    endless: dict[str, Any] = {}
    endless["self"] = endless
    assert rendered({"event": "e", "value": endless})


def fail() -> None:
    try:
        int("inner hunter2-hunter2")
    except ValueError as error:
        raise RuntimeError("outer hunter2-hunter2") from error


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, settings: CommonSettings) -> Iterator[Callable[..., str]]:
    """Runs something and gives what came out of the whole logging stack."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)

    def run(log_format: Literal["json", "console"], act: Callable[[], None]) -> str:
        stream = StringIO()
        monkeypatch.setattr("sys.stdout", stream)
        configure("test", settings.model_copy(update={"log_format": log_format}))
        act()
        return stream.getvalue()

    yield run
    root.handlers, root.level = before


@pytest.mark.parametrize("log_format", ["json", "console"])
class TestWholeStack:
    def test_exceptions_arguments_and_stdlib_loggers_are_masked(self, lines, log_format) -> None:
        register_secret("hunter2-hunter2")

        def act() -> None:
            log = get_logger("x")
            log.info("to hunter2-hunter2", value="hunter2-hunter2", password="p4ss")
            logging.getLogger("y").warning("std %s", "hunter2-hunter2")
            try:
                fail()
            except RuntimeError:
                log.exception("failed")
                logging.getLogger("y").exception("failed too")

        shown = lines(log_format, act)
        assert "hunter2-hunter2" not in shown
        assert "p4ss" not in shown
        assert shown.count("RuntimeError: outer") == 2

    def test_secret_settings_are_masked_from_the_start(self, lines, settings: CommonSettings, log_format) -> None:
        token = settings.internal_token.get_secret_value()
        key = settings.keyring.get_secret_value().partition(":")[2]
        shown = lines(log_format, lambda: get_logger("x").info(f"a {token} b {key}"))
        assert token not in shown
        assert key not in shown

    def test_ids_are_bound_inside_and_gone_outside(self, lines, log_format) -> None:
        def act() -> None:
            with bind(tenant="t1", sync=None, execution="e1"):
                logging.getLogger("y").warning("inside")
            get_logger("x").info("outside")

        inside, outside = lines(log_format, act).splitlines()
        assert "t1" in inside
        assert "e1" in inside
        assert "t1" not in outside


def test_json_lines_are_json_whatever_is_logged(lines) -> None:
    def act() -> None:
        get_logger("x").info("odd \ud800", big=10**30, data=b"\xff", when=object())

    line = json.loads(lines("json", act))
    assert line["service"] == "test"
    assert line["level"] == "info"
