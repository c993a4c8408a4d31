"""Records that our code cannot read."""

from aiokafka import AIOKafkaProducer

from psasync.kit.kafka.deadletters import CUT_FROM, DETAIL, GROUP, OFFSET, PARTITION, REASON, TIMESTAMP, TOPIC
from tests.support.kafka_kit import SINGLE, Seen, committed, log_of, running, subscription
from tests.support.waiting import until


def refuse_bad(records, letters):
    for record in records:
        if (record.value or b"").startswith(b"bad"):
            letters.add(record, "no-json", "expected value at line 1")


async def test_a_poison_record_is_kept_raw_with_its_reason_and_the_consumer_goes_on(settings):
    seen = Seen(before=refuse_bad)
    async with running(settings, subscription(seen, SINGLE)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"good 1")
        # A header that is no UTF-8 makes FastStream's own parser drop the batch without a word.
        raw = [("odd", b"\xff\xfe\x00"), ("reply_to", b"nowhere"), ("content-type", b"\xff")]
        await kit.producer.send_raw(
            SINGLE.name(settings.topic_prefix), key=b"\xff\x00", value=b"bad \xff", headers=raw, limit=10_000
        )
        await kit.producer.send(SINGLE, key="k", value=b"good 2")
        await until(lambda: b"good 2" in seen.values)

        async def committed_all():
            return await committed(settings, SINGLE) == {0: 3}

        await until(committed_all)
        letters = await log_of(settings, SINGLE.dlq(settings.topic_prefix))
    (letter,) = letters
    headers = dict(letter.headers)
    assert (letter.key, letter.value) == (b"\xff\x00", b"bad \xff")
    assert letter.headers[:3] == tuple(raw)
    assert headers[REASON] == b"no-json"
    assert headers[DETAIL] == b"expected value at line 1"
    assert headers[TOPIC] == SINGLE.name(settings.topic_prefix).encode()
    assert (headers[PARTITION], headers[OFFSET]) == (b"0", b"1")
    assert headers[GROUP] == f"{settings.topic_prefix}.readers".encode()
    assert int(headers[TIMESTAMP]) > 0


async def test_a_group_that_does_not_write_them_goes_on_all_the_same(settings):
    seen = Seen(before=refuse_bad)
    async with running(settings, subscription(seen, SINGLE, writes_dead_letters=False)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"bad")
        await kit.producer.send(SINGLE, key="k", value=b"good")
        await until(lambda: b"good" in seen.values)
    assert await log_of(settings, SINGLE.dlq(settings.topic_prefix)) == []


async def test_a_body_that_only_fits_compressed_is_cut_and_says_so(settings):
    body = b"bad" + b"x" * 2_000_000
    seen = Seen(before=refuse_bad)
    async with running(settings, subscription(seen, SINGLE)) as kit:
        name = SINGLE.name(settings.topic_prefix)
        async with AIOKafkaProducer(
            bootstrap_servers=settings.kafka_bootstrap, compression_type="gzip", max_request_size=4_000_000
        ) as stranger:
            await stranger.send_and_wait(name, body, key=b"k")
        await kit.producer.send(SINGLE, key="k", value=b"good")
        await until(lambda: b"good" in seen.values)
    # They may have come in one batch, whose letters are written after the handler.
    (letter,) = await log_of(settings, SINGLE.dlq(settings.topic_prefix))
    assert dict(letter.headers)[CUT_FROM] == str(len(body)).encode()
    assert body.startswith(letter.value or b"-")


async def test_a_record_without_a_body_is_given_as_such(settings):
    seen = Seen(before=lambda records, letters: [letters.add(record, "no-body") for record in records])
    async with running(settings, subscription(seen, SINGLE)):
        async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap) as stranger:
            await stranger.send_and_wait(SINGLE.name(settings.topic_prefix), None, key=b"k")
        await until(lambda: seen.records)
        assert seen.records[0].value is None
        await until(lambda: seen.calls == 1)
    (letter,) = await log_of(settings, SINGLE.dlq(settings.topic_prefix))
    assert letter.value == b""
