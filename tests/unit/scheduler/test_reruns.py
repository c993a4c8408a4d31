"""Running an execution again, and only what it left."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity, Mode, Outcome, Status
from psasync.psa.registry import SYSTEMS
from psasync_scheduler.domain.bulk_runs import item_key
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.requests import RunRequest
from psasync_scheduler.domain.reruns import Earlier, retry

ABILITIES = SYSTEMS["connectwise"].capabilities.entities
LEFT = {Entity.COMPANY: {Outcome.CREATED: 3, Outcome.REJECTED: 1}}


def wanted(status=Status.FINISHED_WITH_WARNINGS, counts=LEFT, abilities=ABILITIES, *, dry_run=False) -> RunRequest:
    return retry("x", status, dry_run, counts, abilities)


class TestAgain:
    @pytest.mark.parametrize(
        "settings",
        [
            {},
            {"mode": "force", "period": {"first": "2026-05-01", "last": "2026-05-02"}},
            {"entities": ["company"], "dry_run": True},
            {"records": [{"entity": "company", "source_id": "7"}]},
            {"retry_of": "y"},
            {"allow_deletions": True},
        ],
    )
    def test_takes_every_setting_but_the_confirmation(self, settings):
        event = SyncRequested(tenant="t", sync="s", confirmed=True, requested_by="ann", **settings)
        assert Earlier.of("x", event).again(confirmed=False) == RunRequest.model_validate(settings)

    def test_a_confirmation_is_given_anew(self):
        event = SyncRequested(tenant="t", sync="s", mode=Mode.FORCE)
        assert Earlier.of("x", event).again(confirmed=True).confirmed is True


class TestRetry:
    @pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.FAILED, Outcome.SKIPPED])
    def test_is_for_what_was_left(self, outcome):
        assert wanted(counts={Entity.COMPANY: {outcome: 1}}) == RunRequest(retry_of="x")

    @given(st.dictionaries(st.sampled_from(Entity), st.dictionaries(st.sampled_from(Outcome), st.integers(0, 5))))
    def test_is_asked_for_exactly_when_something_was_left(self, counts):
        left = {Outcome.REJECTED, Outcome.FAILED, Outcome.SKIPPED}
        some = any(count for of_entity in counts.values() for outcome, count in of_entity.items() if outcome in left)
        every = dict.fromkeys(Entity, ABILITIES[Entity.COMPANY])
        if some:
            assert wanted(counts=counts, abilities=every) == RunRequest(retry_of="x")
        else:
            with pytest.raises(Refused, match="No record of it was left over"):
                wanted(counts=counts, abilities=every)

    @pytest.mark.parametrize("status", [Status.QUEUED, Status.IN_PROGRESS])
    def test_waits_for_the_end(self, status):
        with pytest.raises(Refused) as refused:
            wanted(status)
        assert (refused.value.code, refused.value.extra) == ("not-ended", {"status_of_execution": status.value})

    def test_a_dry_run_leaves_nothing(self):
        with pytest.raises(Refused, match="dry run"):
            wanted(dry_run=True)

    def test_names_the_entities_that_can_be_read_again(self):
        lists = replace(ABILITIES[Entity.CONTACT], by_id=False)
        counts = LEFT | {Entity.CONTACT: {Outcome.FAILED: 1}}
        abilities = ABILITIES | {Entity.CONTACT: lists}
        assert wanted(counts=counts, abilities=abilities).entities == (Entity.COMPANY,)
        with pytest.raises(Refused, match="the next default run") as refused:
            wanted(counts={Entity.CONTACT: {Outcome.FAILED: 1}}, abilities=abilities)
        assert refused.value.code == "retry-impossible"


def test_items_of_a_bulk_have_keys_of_their_own():
    assert item_key("a", "bc") != item_key("ab", "c")
    assert item_key("a", "b") == item_key("a", "b")
