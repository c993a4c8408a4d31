from functools import partial

import pytest

from psasync.kit.catalog import CatalogUnavailable
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.sessions import Sessions, TooManyStreams


class Stream:
    """What sessions see of a subscriber."""

    def __init__(self, key_id: str = "k") -> None:
        self.tenant = "acme"
        self.key_id = key_id
        self.cut_reason: CutReason | None = None

    def cut(self, reason: CutReason) -> None:
        self.cut_reason = reason


def answer(value: bool | Exception):
    async def ask() -> bool:
        ask.asked += 1
        if isinstance(value, Exception):
            raise value
        return value

    ask.asked = 0
    return ask


GOOD, BAD = partial(answer, value=True), partial(answer, value=False)


def test_a_key_has_so_many_streams_and_gets_a_place_back():
    sessions, stream = Sessions(per_key=1, total=10), Stream()
    sessions.check("k")
    sessions.add(stream, GOOD())
    with pytest.raises(TooManyStreams):
        sessions.check("k")
    sessions.check("other")
    sessions.remove(stream)
    sessions.check("k")


def test_all_keys_together_have_so_many():
    sessions = Sessions(per_key=10, total=2)
    for key in "ab":
        sessions.add(Stream(key), GOOD())
    with pytest.raises(TooManyStreams):
        sessions.check("c")


async def test_only_the_streams_of_a_revoked_key_end():
    sessions, good, bad = Sessions(per_key=9, total=9), [Stream("good")], [Stream("bad"), Stream("bad")]
    for stream in good:
        sessions.add(stream, GOOD())
    for stream in bad:
        sessions.add(stream, BAD())
    await sessions.recheck()
    assert [stream.cut_reason for stream in good] == [None]
    assert [stream.cut_reason for stream in bad] == [CutReason.REVOKED] * 2


async def test_a_key_that_cannot_be_verified_any_more_ends_its_streams():
    sessions, stream = Sessions(per_key=9, total=9), Stream()
    sessions.add(stream, answer(CatalogUnavailable("down")))
    await sessions.recheck()
    assert stream.cut_reason is CutReason.UNVERIFIED


async def test_one_question_for_all_streams_of_a_key():
    sessions, ask = Sessions(per_key=99, total=99), GOOD()
    for _ in range(50):
        sessions.add(Stream(), ask)
    await sessions.recheck()
    assert ask.asked == 1
