"""What a hub sends to its subscribers, how much it keeps for them, and when it cuts one off."""

from __future__ import annotations

from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.outbound.encoding import CutReason
from tests.unit.relay.frames import IDS, entry, parse, ticket
from tests.unit.relay.hubs import RETENTION_MS, drain, make_hub, publish, subscribe, taken, unframed


def test_the_first_thing_sent_is_an_id_and_no_event():
    hub, _ = make_hub()
    (frame,) = parse(taken(subscribe(hub)))
    assert (frame.event, frame.data, frame.comments) == (None, "", ("heartbeat",))
    assert IDS.read(frame.id).position == 0


def test_a_heartbeat_moves_the_id_of_a_quiet_consumer_past_other_tenants_events():
    hub, now = make_hub()
    quiet = subscribe(hub)
    quiet.take()
    for offset in range(5):
        publish(hub, offset, "bolt")
    now[0] = 16_000
    hub.tick()
    (frame,) = parse(taken(quiet))
    assert IDS.read(frame.id).position == 5


def test_heartbeats_come_at_their_time_only():
    hub, now = make_hub()
    subscriber = subscribe(hub)
    subscriber.take()
    now[0] = 14_000
    hub.tick()
    assert subscriber.take() == []
    now[0] = 15_000
    hub.tick()
    assert subscriber.take() != []
    now[0] = 16_000
    hub.tick()
    assert subscriber.take() == []


def test_an_event_stands_for_the_heartbeat_that_would_follow_it():
    hub, now = make_hub()
    busy, filtered = subscribe(hub), subscribe(hub, wanted=TicketFilter(board=["nowhere"]))
    busy.take(), filtered.take()
    now[0] = 14_000
    publish(hub, 0)
    assert unframed(busy.written())
    assert not filtered.written()
    hub.tick()
    now[0] = 15_000
    hub.tick()
    assert busy.take() == []
    assert [frame.comments for frame in parse(taken(filtered))] == [("heartbeat",)]
    now[0] = 29_000
    hub.tick()
    assert [frame.comments for frame in parse(taken(busy))] == [("heartbeat",)]


def test_a_slow_consumer_is_cut_and_the_others_are_not():
    hub, _ = make_hub(backlog_events=3)
    slow, quick = subscribe(hub), subscribe(hub)
    slow.take(), quick.take()
    got = b""
    for offset in range(5):
        publish(hub, offset)
        got += taken(quick)
    assert slow.cut_reason is CutReason.SLOW_CONSUMER
    assert quick.cut_reason is None
    assert len(parse(got)) == 5
    hub.leave(slow)
    back = subscribe(hub, shown=slow.resume_id)
    assert [frame.json["ticket_id"] for frame in parse(drain(back)) if frame.event == "ticket"] == list("01234")


def test_a_consumer_is_cut_for_the_bytes_that_wait_for_it():
    hub, _ = make_hub(backlog_bytes=5_000)
    slow = subscribe(hub)
    slow.take()
    publish(hub, 0, title="x" * 4_000)
    assert slow.cut_reason is None
    publish(hub, 1, title="x" * 4_000)
    assert slow.cut_reason is CutReason.SLOW_CONSUMER


def test_a_long_replay_is_not_taken_for_slowness():
    hub, _ = make_hub(backlog_events=3)
    first = subscribe(hub)
    first.take()
    start = first.resume_id
    hub.leave(first)
    for offset in range(20):
        publish(hub, offset)
    resumed = subscribe(hub, shown=start)
    publish(hub, 20)
    assert resumed.cut_reason is None
    assert len([frame for frame in parse(drain(resumed)) if frame.event == "ticket"]) == 21


def test_nothing_is_kept_longer_than_the_retention_though_a_consumer_has_not_taken_it():
    hub, now = make_hub()
    stuck = subscribe(hub)
    stuck.take()
    publish(hub, 0, timestamp_ms=0)
    publish(hub, 1, timestamp_ms=30_000)
    now[0] = RETENTION_MS + 1
    hub.tick()
    assert len(hub.window(0)) == 1
    gap, left, *_ = parse(taken(stuck))
    assert (gap.event, gap.json["reason"]) == ("gap", "slow")
    assert left.json["ticket_id"] == "1"


def test_memory_is_bounded_and_the_largest_partition_gives_way():
    hub, _ = make_hub(window_bytes=20_000)
    hub.deliver(1, [("bolt", entry(0, ticket("bolt", title="b" * 3_000), partition=1))], 1)
    for offset in range(50):
        publish(hub, offset, title="a" * 3_000)
        assert hub.held_bytes <= 20_000
    assert len(hub.window(1)) == 1
    assert hub.window(0).low == 50 - len(hub.window(0))


def test_a_loss_is_told_to_all_who_listen_to_the_partition_and_to_those_who_come_back():
    hub, _ = make_hub()
    here, elsewhere = subscribe(hub), subscribe(hub, "bolt")
    away = subscribe(hub)
    for subscriber in (here, elsewhere, away):
        subscriber.take()
    hub.leave(away)
    publish(hub, 0)
    here.take()
    hub.lose(0, 100)
    for subscriber in (here, elsewhere, subscribe(hub, shown=away.resume_id)):
        gap = parse(taken(subscriber))[0]
        assert gap.event == "gap"
        assert IDS.read(gap.json["to"]).position == 100
    publish(hub, 100)
    assert [frame.json["ticket_id"] for frame in parse(taken(here))] == ["100"]


def test_a_tenants_log_goes_with_its_last_reader_and_entry():
    hub, now = make_hub()
    window = hub.window(0)
    subscriber = subscribe(hub)
    publish(hub, 0)
    hub.leave(subscriber)
    assert window._logs.keys() == {"acme"}
    now[0] = RETENTION_MS + 1
    hub.tick()
    assert not window._logs
    assert window.bytes == 0


def test_after_closing_everybody_is_sent_away_at_once():
    hub, _ = make_hub()
    before = subscribe(hub)
    hub.close()
    after = subscribe(hub)
    assert before.cut_reason is after.cut_reason is CutReason.SHUTDOWN


def test_a_topic_made_anew_sends_everybody_through_the_entrance():
    hub, _ = make_hub()
    subscriber = subscribe(hub)
    publish(hub, 0)
    hub.restart()
    hub.start({0: 0})
    assert subscriber.cut_reason is CutReason.TOPIC_CHANGED
    hub.leave(subscriber)
    assert hub.window(0).position == 0


def test_a_consumer_whose_connection_stays_full_is_cut_and_one_that_takes_some_is_not():
    hub, now = make_hub()
    stuck, trickling = subscribe(hub), subscribe(hub)
    for subscriber in (stuck, trickling):
        subscriber.blocked = True
    for seconds in range(12):
        now[0] = seconds * 1000
        hub.tick()
        if seconds == 6:
            trickling.unblock()
            trickling.blocked = True
    assert stuck.cut_reason is CutReason.SLOW_CONSUMER
    assert trickling.cut_reason is None


def test_whoever_keeps_up_is_written_the_same_bytes():
    hub, _ = make_hub()
    first, second, late = subscribe(hub), subscribe(hub), subscribe(hub)
    filtered = subscribe(hub, wanted=TicketFilter(board=["2"]))
    for subscriber in (first, second, filtered, late):
        subscriber.take()
    publish(hub, 0, board="1")
    assert first.written() is second.written()
    assert filtered.written() == b""
    publish(hub, 1, board="2")
    assert [frame.json["ticket_id"] for frame in parse(unframed(late.written()))] == ["0", "1"]
    assert first.written() == second.written() == filtered.written() != b""


def test_whoever_falls_behind_resumes_after_what_was_written_to_it():
    hub, _ = make_hub(backlog_events=1)
    subscriber = subscribe(hub)
    subscriber.take()
    publish(hub, 0)
    subscriber.written()
    for offset in (1, 2):
        publish(hub, offset)
    assert subscriber.cut_reason is CutReason.SLOW_CONSUMER
    assert IDS.read(parse(subscriber.farewell(0))[0].id).position == 1


def test_what_is_written_for_all_is_forgotten_with_its_events():
    hub, now = make_hub()
    subscriber = subscribe(hub)
    subscriber.take()
    publish(hub, 0)
    subscriber.written()
    now[0] = RETENTION_MS + 1
    hub.tick()
    assert not hub.window(0).join("acme")._shared


def test_many_stuck_clients_are_cut_in_small_groups():
    hub, now = make_hub()
    stuck = [subscribe(hub) for _ in range(120)]
    for subscriber in stuck:
        subscriber.blocked = True
    left = []
    for _ in range(5):
        hub.tick()
        left.append(sum(subscriber.cut_reason is None for subscriber in stuck))
        now[0] += 10_000
    assert left == [120, 70, 20, 0, 0]


def test_those_who_have_caught_up_are_written_to_together():
    hub, now = make_hub()
    got: dict[str, list[bytes]] = {"first": [], "second": [], "busy": []}
    members = {name: subscribe(hub) for name in got}
    for name, member in members.items():
        member.settle(got[name].append)  # something waits for it: it is not taken in
        member.take()
        member.settle(got[name].append)
    filtered = subscribe(hub, wanted=TicketFilter(board=["1"]))
    filtered.take()
    filtered.settle(got["first"].append)
    publish(hub, 0, board="1")
    members["busy"].stand_alone()
    publish(hub, 1, board="2")
    assert [len(each) for each in got.values()] == [2, 2, 1]
    assert got["first"][0] is got["second"][0] is got["busy"][0]
    assert [frame.json["ticket_id"] for frame in parse(unframed(members["busy"].written()))] == ["1"]
    assert [frame.json["ticket_id"] for frame in parse(unframed(filtered.written()))] == ["0"]
    now[0] = 14_000
    hub.tick()
    now[0] = 20_000
    hub.tick()
    assert [member.waits for member in members.values()] == [False, False, False]


def test_a_member_that_is_full_within_its_write_goes_on_behind_it():
    hub, _ = make_hub()
    got = []
    subscriber = subscribe(hub)
    subscriber.take()

    def fills(data: bytes) -> None:
        got.append(data)
        subscriber.stand_alone()

    subscriber.settle(fills)
    publish(hub, 0)
    publish(hub, 1)
    assert len(got) == 1
    assert [frame.json["ticket_id"] for frame in parse(unframed(subscriber.written()))] == ["1"]


def test_a_connection_that_is_closed_already_keeps_nobody_from_an_event():
    hub, _ = make_hub()
    got: list[bytes] = []

    def closed(_data: bytes) -> None:
        raise RuntimeError("the handler is closed")

    for write in (got.append, closed, got.append):
        subscriber = subscribe(hub)
        subscriber.take()
        subscriber.settle(write)
    publish(hub, 0)
    assert len(got) == 2


def test_more_than_one_write_takes_is_read_by_each_alone():
    hub, _ = make_hub()
    got = []
    subscriber = subscribe(hub)
    subscriber.take()
    publish(hub, 0)
    subscriber.take()
    subscriber.settle(got.append)
    events = [("acme", entry(offset, ticket("acme", title="x" * 4_000))) for offset in range(1, 81)]
    hub.deliver(0, events, 81)
    assert got == []
    assert IDS.read(subscriber.resume_id).position == 1
    assert len(parse(drain(subscriber))) == 80


def test_a_topic_made_anew_is_heard_by_those_who_come_while_the_others_still_leave():
    hub, _ = make_hub()
    before, got = subscribe(hub), []
    before.take()
    before.settle(got.append)
    hub.restart()
    hub.start({0: 0})
    after = subscribe(hub)
    after.take()
    after.settle(got.append)
    publish(hub, 0)
    assert len(got) == 1
    hub.leave(before)
    hub.leave(after)
    assert not list(hub.subscribers)


def test_heartbeats_that_would_be_due_together_are_spread():
    chances = iter([0.0, 0.5, 1.0])
    hub, now = make_hub()
    hub._chance = lambda: next(chances, 0.0)
    subscribers = [subscribe(hub) for _ in range(3)]
    beats = {}
    for subscriber in subscribers:
        subscriber.take()
    for seconds in range(16):
        now[0] = seconds * 1000
        hub.tick()
        for number, subscriber in enumerate(subscribers):
            if subscriber.waits:
                beats.setdefault(number, seconds)
    assert beats == {0: 15, 1: 12, 2: 9}
