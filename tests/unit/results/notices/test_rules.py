"""Names, windows, retries and choices."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.notifications import NotificationChoices
from psasync.psa.registry import SYSTEMS
from psasync_results.notices.domain.addressees import WEBHOOK, addressees, wanted
from psasync_results.notices.domain.causes import Addressee, Cause, Channel, Facts, NoticeKind, group_id, notice_id
from psasync_results.notices.domain.gathering import Pace, Slot
from psasync_results.notices.domain.retrying import MOST_ATTEMPTS, next_attempt
from psasync_results.notices.domain.words import SYSTEM_TITLES, one_line
from tests.unit.results.notices.ends import NOON

IT = Addressee(Channel.MAIL, "it@acme.example")


def cause(
    name: str = "e1", kind: NoticeKind = NoticeKind.FAILURE, alike: str = "connectwise:connectivity", **facts
) -> Cause:
    return Cause(kind, name, "acme", "acme-cw", NOON, alike, Facts(**facts))


def named(told: Cause, addressee: Addressee) -> str:
    return notice_id(told.kind, told.name, addressee)


class TestNames:
    def test_one_cause_and_one_address_are_one_notice_whatever_is_told_of_it(self) -> None:
        shouted = Addressee(Channel.MAIL, "IT@acme.example")
        assert named(cause(), IT) == named(cause(message="other words"), shouted)

    def test_another_cause_kind_or_address_is_another_notice(self) -> None:
        other = Addressee(Channel.MAIL, "cto@acme.example")
        ids = {
            named(cause(), IT),
            named(cause("e2"), IT),
            named(cause(kind=NoticeKind.RECOVERY), IT),
            named(cause(), other),
            named(cause(), WEBHOOK),
        }
        assert len(ids) == 5

    def test_what_is_alike_goes_together_for_each_address(self) -> None:
        assert group_id(cause("e1"), IT) == group_id(cause("e2"), IT)
        assert group_id(cause(), IT) != group_id(cause(alike="connectwise:authentication"), IT)
        assert group_id(cause(), IT) != group_id(cause(), Addressee(Channel.MAIL, "cto@acme.example"))


class TestGathering:
    PACE = Pace(gather=timedelta(minutes=1), quiet=timedelta(minutes=15))

    def test_the_first_waits_a_little_the_next_message_longer(self) -> None:
        first = self.PACE.closes_at(None, NOON)
        assert first == NOON + timedelta(minutes=1)
        soon = self.PACE.closes_at(Slot("m", first), first + timedelta(seconds=1))
        assert soon == first + timedelta(minutes=15)
        much_later = NOON + timedelta(days=1)
        assert self.PACE.closes_at(Slot("m", first), much_later) == much_later + timedelta(minutes=1)

    @given(st.lists(st.integers(0, 3600), min_size=1, max_size=300))
    def test_however_many_come_an_hour_brings_few_messages(self, seconds: list[int]) -> None:
        slot: Slot | None = None
        messages = 0
        for second in sorted(seconds):
            now = NOON + timedelta(seconds=second)
            if slot is None or slot.closes_at <= now:
                slot = Slot(str(messages), self.PACE.closes_at(slot, now))
                messages += 1
            assert slot.closes_at - now <= self.PACE.quiet
        assert messages <= 5


class TestRetries:
    def test_a_day_in_all_and_then_no_more(self) -> None:
        now = NOON
        for attempts in range(1, MOST_ATTEMPTS):
            later = next_attempt(attempts, now)
            assert later is not None
            assert later > now
            now = later
        assert timedelta(hours=20) < now - NOON < timedelta(hours=30)
        assert next_attempt(MOST_ATTEMPTS, now) is None

    def test_a_receiver_that_names_a_longer_time_gets_it(self) -> None:
        assert next_attempt(1, NOON, 600) == NOON + timedelta(seconds=600)
        assert next_attempt(5, NOON, 1) == next_attempt(5, NOON)


class TestChoices:
    def test_nobody_without_recipients_and_webhook(self) -> None:
        assert addressees(NotificationChoices()) == []

    def test_each_recipient_and_the_webhook(self) -> None:
        choices = NotificationChoices(recipients=("it@acme.example", "cto@acme.example"), webhook=True)
        assert addressees(choices) == [IT, Addressee(Channel.MAIL, "cto@acme.example"), WEBHOOK]

    def test_every_kind_follows_its_own_choice(self) -> None:
        names = {
            NoticeKind.FAILURE: "failure",
            NoticeKind.RECOVERY: "recovery",
            NoticeKind.AUTO_PAUSE: "auto_pause",
            NoticeKind.MISSED: "missed",
            NoticeKind.WEBHOOK_RENEWED: "webhook_renewed",
            NoticeKind.DIGEST: "digest",
        }
        for kind, name in names.items():
            nothing_else = {other: other == name for other in names.values()}
            choices = NotificationChoices(**nothing_else)
            assert [each for each in NoticeKind if wanted(each, choices)] == [kind]


def test_systems_are_called_as_their_adapters_call_them() -> None:
    assert {system: entry.title for system, entry in SYSTEMS.items()} == dict(SYSTEM_TITLES)


@given(st.text(max_size=200), st.integers(1, 100))
def test_one_line_is_one_printable_bounded_line(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line.isprintable()
