from psasync.kit.kafka import DeadLetters, Received
from psasync.kit.kafka.deadletters import DETAIL, LONGEST_DETAIL, LONGEST_REASON, OFFSET, REASON, TOPIC

RECORD = Received("t", 3, 17, b"k", b"\xff", (("raw", b"\xfe\xff"),), 99)


def test_reason_and_detail_are_bounded():
    letters = DeadLetters()
    letters.add(RECORD, "r" * 10_000, "d" * 10_000)
    (letter,) = letters
    assert len(letter.reason) == LONGEST_REASON
    assert len(letter.detail) == LONGEST_DETAIL


def test_the_original_headers_come_first_and_untouched():
    letters = DeadLetters()
    letters.add(RECORD, "no-json", "lone surrogate \ud800")
    headers = next(iter(letters)).headers("g")
    assert headers[0] == ("raw", b"\xfe\xff")
    ours = dict(headers)
    assert (ours[REASON], ours[TOPIC], ours[OFFSET]) == (b"no-json", b"t", b"17")
    assert ours[DETAIL] == b"lone surrogate ?"
