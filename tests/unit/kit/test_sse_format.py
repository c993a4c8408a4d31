from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.kit.http.sse import ServerEvent, heartbeat_comment


def parse(stream: str) -> list[tuple[str, str, str]]:
    """The algorithm of the HTML standard: (type, data, last event id) of each dispatched event."""
    events, kind, data, last_id = [], "", [], ""
    for line in stream.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]:
        if line == "":
            if data:
                events.append((kind or "message", "\n".join(data), last_id))
            kind, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            kind = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            last_id = value
    return events


one_line = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), min_size=1)
text = st.text(st.characters(exclude_categories=["Cs"]))


@given(one_line, text, one_line)
def test_a_client_reads_what_was_written(event: str, data: str, event_id: str) -> None:
    encoded = ServerEvent(event, data, event_id).encode().decode()
    assert parse(encoded) == [(event, data.replace("\r\n", "\n").replace("\r", "\n"), event_id)]


@pytest.mark.parametrize("broken", ["a\nb", "a\rb", "a\0"])
def test_id_and_name_cannot_smuggle_fields(broken: str) -> None:
    for event in (ServerEvent(event=broken), ServerEvent(id=broken)):
        with pytest.raises(ValueError, match="one line"):
            event.encode()


def test_a_heartbeat_moves_the_id_and_dispatches_nothing() -> None:
    stream = heartbeat_comment("9") + ServerEvent(data="x").encode() + heartbeat_comment(None)
    assert parse(stream.decode()) == [("message", "x", "9")]
