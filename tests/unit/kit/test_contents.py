"""What a customer wrote goes through unchanged, and shows in no text."""

from __future__ import annotations

import io
import json
import logging
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.contents import HIDDEN, HiddenMapping, HiddenText
from psasync.contracts.events.tickets import Named, TicketChanged
from psasync.kit.logging import configure, get_logger
from psasync.kit.settings import CommonSettings
from psasync.psa.port import RawWebhook
from tests.unit.relay.frames import ticket

MARK = "Zanzibar hovercraft"
EVENT = ticket(title=MARK, company=Named(id="1", name=MARK), payload={"summary": MARK, "inner": {"a": [MARK]}})
WEBHOOK = RawWebhook(MARK.encode(), {"x": MARK}, {"q": MARK})

shown_as: list[Callable[[object], str]] = [str, repr, "{}".format, "{!r:>40}".format]


@pytest.mark.parametrize("what", [EVENT, EVENT.title, EVENT.company, EVENT.payload, [EVENT], {"it": EVENT}, WEBHOOK])
@pytest.mark.parametrize("show", shown_as)
def test_no_text_shows_it(what: object, show: Callable[[object], str]) -> None:
    assert MARK not in show(what)


def test_an_error_about_it_shows_its_field_only() -> None:
    given = {**EVENT.model_dump(mode="json"), "kind": MARK, "received_at": MARK, "title": [MARK], "payload": MARK}
    with pytest.raises(ValidationError) as raised:
        TicketChanged.model_validate(given)
    with pytest.raises(ValidationError) as of_json:
        TicketChanged.model_validate_json(json.dumps(given))
    for error in (raised.value, of_json.value):
        text = "".join(traceback.format_exception(error)) + str(error) + repr(error)
        assert "payload" in text
        assert MARK not in text


def test_an_error_made_of_it_does_not_show_it() -> None:
    assert MARK not in "".join(traceback.format_exception(ValueError("cannot take", EVENT.title, EVENT.payload)))


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_log_line_does_not_show_it(form: str, settings: CommonSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stdout", written)
    configure("test", settings.model_copy(update={"log_format": form}))
    try:
        get_logger("x").warning("taken", event_=EVENT, title=EVENT.title, payload=EVENT.payload, webhook=WEBHOOK,
                                body=WEBHOOK.body, part=memoryview(WEBHOOK.body), some=[EVENT.title])  # fmt: skip
    finally:
        logging.getLogger().handlers = []
    assert "taken" in written.getvalue()
    assert HIDDEN in written.getvalue()
    assert MARK not in written.getvalue()


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_it_goes_through_unchanged(title: str, payload: dict[str, str]) -> None:
    event = ticket(title=title, payload=payload)
    again = TicketChanged.model_validate_json(event.model_dump_json())
    assert again == event
    assert (again.title, again.payload) == (title, payload)
    assert json.loads(event.model_dump_json())["title"] == title
    assert isinstance(again.title, HiddenText)
    assert isinstance(again.payload, HiddenMapping)
