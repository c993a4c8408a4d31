"""Notification choices: addresses, and what a sync lays over its tenant's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.notifications import MOST_RECIPIENTS, NotificationChoices, NotificationOverride
from psasync_scheduler.domain.bodies import SyncChange, TenantChange, TenantNew

KINDS = ("webhook", "failure", "recovery", "auto_pause", "missed", "digest", "forced_runs")


@pytest.mark.parametrize("address", ["it@example.com", "o'neil+psa@mail.example.co.uk", "a@xn--bcher-kva.example"])
def test_addresses(address):
    assert NotificationChoices(recipients=(f" {address} ",)).recipients == (address,)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a@127.0.0.1",
        "a@b.1",
        "a b@example.com",
        ".a@example.com",
        "a..b@example.com",
        "a@-b.example",
        "a@b..example",
        "a@example.com\r\nBcc: b@example.com",
        "A <a@example.com>",
        "a@example.com, b@example.com",
        f"{'a' * 65}@example.com",
        f"a@{'b.' * 130}example",
    ],
)
def test_what_is_no_address(address):
    with pytest.raises(ValidationError):
        NotificationChoices(recipients=(address,))


@given(st.text(max_size=400))
def test_no_address_breaks_out_of_a_header(text):
    try:
        taken = NotificationChoices(recipients=(text,)).recipients[0]
    except ValidationError:
        return
    assert taken.isascii()
    assert not set(taken) & set(' \r\n\t,;:<>"()[]\\')
    assert taken.count("@") == 1


def test_recipients_are_few_and_each_is_told_once():
    assert NotificationChoices(recipients=("It@example.com", "b@example.com", "it@Example.com")).recipients == (
        "It@example.com",
        "b@example.com",
    )
    with pytest.raises(ValidationError):
        NotificationChoices(recipients=tuple(f"a{number}@example.com" for number in range(MOST_RECIPIENTS + 1)))


@given(
    st.fixed_dictionaries(dict.fromkeys(KINDS, st.booleans())),
    st.fixed_dictionaries(dict.fromkeys(KINDS, st.booleans() | st.none())),
)
def test_a_sync_chooses_what_it_names_and_no_more(tenants, own):
    choices = NotificationOverride(**own).over(NotificationChoices(**tenants, recipients=("it@example.com",)))
    assert choices.recipients == ("it@example.com",)
    for kind in KINDS:
        assert getattr(choices, kind) is (tenants[kind] if own[kind] is None else own[kind])


def test_a_sync_can_tell_nobody():
    told = NotificationOverride(recipients=()).over(NotificationChoices(recipients=("it@example.com",)))
    assert told.recipients == ()


def test_of_what_a_person_chooses_nothing_is_dropped():
    with pytest.raises(ValidationError, match=r"notifications\.pager"):
        TenantNew(name="A", time_zone="UTC", notifications={"pager": True})
    body = TenantChange(notifications={"digest": True})
    assert body.given() == {"notifications": NotificationChoices(digest=True)}
    assert SyncChange(notifications={}).given() == {"notifications": NotificationOverride()}


def test_a_newer_writer_does_not_break_an_older_reader():
    assert NotificationChoices.model_validate({"pager": True}) == NotificationChoices()
