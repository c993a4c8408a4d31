from __future__ import annotations

from collections import Counter

import orjson
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import FETCHED_OUTCOMES, Entity, Outcome
from psasync_executor.domain.hashing import content_hash
from psasync_executor.domain.issues import gone
from psasync_executor.domain.ledger import Change, changes_of
from psasync_executor.domain.outcome import Candidate, LedgerEntry, decide, gone_record, outcome_of
from psasync_executor.domain.totals import added, fetched
from psasync_executor.domain.validation import validate

from .test_events import scribe

GOOD, BAD = {"name": "ok"}, {"name": ""}
ENTRIES = st.builds(
    LedgerEntry,
    hash=st.sampled_from([None, content_hash(GOOD), "other"]),
    dest=st.sampled_from([None, "d"]),
    missing=st.booleans(),
)
PAGES = st.lists(
    st.tuples(st.sampled_from([GOOD, BAD, {"name": "x" * 251}, {"name": "n", "odd": 1}]), st.none() | ENTRIES)
)


def decided(page, *, force: bool = False):
    candidates = [Candidate(str(at), f"label {at}", data, None) for at, (data, _) in enumerate(page)]
    ledger = {str(at): entry for at, (_, entry) in enumerate(page) if entry is not None}
    return decide(Entity.COMPANY, candidates, ledger, force=force, dest_of=lambda name: f"new-{name}")


class TestOutcomeOf:
    def test_what_never_got_there_is_created(self):
        assert outcome_of(None, "h", force=False) is Outcome.CREATED
        assert outcome_of(LedgerEntry(None, None, missing=True), "h", force=False) is Outcome.CREATED

    def test_the_same_content_is_unchanged(self):
        assert outcome_of(LedgerEntry("h", "d", missing=False), "h", force=False) is Outcome.UNCHANGED

    def test_other_content_a_missing_record_and_force_are_written_again(self):
        assert outcome_of(LedgerEntry("old", "d", missing=False), "h", force=False) is Outcome.UPDATED
        assert outcome_of(LedgerEntry("h", "d", missing=True), "h", force=False) is Outcome.UPDATED
        assert outcome_of(LedgerEntry("h", "d", missing=False), "h", force=True) is Outcome.UPDATED


class TestDecide:
    @given(PAGES, st.booleans())
    def test_every_record_gets_one_decision_that_says_what_to_do(self, page, force):
        decisions = decided(page, force=force)
        assert [one.source_id for one in decisions] == [str(at) for at in range(len(page))]
        for one, (_, entry) in zip(decisions, page, strict=True):
            writes = one.outcome in {Outcome.CREATED, Outcome.UPDATED}
            assert (one.data is not None) == writes
            assert bool(one.issues) == (one.outcome is Outcome.REJECTED)
            if entry is not None and entry.dest is not None:
                assert one.dest == entry.dest  # an identity is never lost
            elif writes:
                assert one.dest == f"new-{one.source_id}"
            if force:
                assert one.outcome is not Outcome.UNCHANGED

    @given(PAGES)
    def test_deciding_again_after_the_page_was_imported_changes_nothing(self, page):
        imported = [
            (data, LedgerEntry(one.hash, one.dest, missing=False) if one.data is not None else entry)
            for (data, entry), one in zip(page, decided(page), strict=True)
        ]
        for before, after in zip(decided(page), decided(imported), strict=True):
            if before.data is not None:
                assert after.outcome is Outcome.UNCHANGED

    def test_one_bad_record_does_not_spoil_its_page(self):
        outcomes = [one.outcome for one in decided([(GOOD, None), (BAD, None), (GOOD, None)])]
        assert outcomes == [Outcome.CREATED, Outcome.REJECTED, Outcome.CREATED]

    def test_what_is_written_is_in_the_destinations_form(self):
        (one,) = decided([({"name": "  ok  ", "website": None}, None)])
        assert one.data == {"name": "ok", "website": None}  # empty is not absent


@given(PAGES)
def test_the_ledger_changes_follow_from_the_bytes_alone(page):
    """What a takeover derives from the stored page is what the first executor derived from memory."""
    writer = scribe()
    events = [writer.record(Entity.COMPANY, one) for one in decided(page)]
    stored = [orjson.loads(orjson.dumps(event)) for event in events]
    assert changes_of(events) == changes_of(stored)
    kinds = Counter(change.change for change in changes_of(stored))
    outcomes = Counter(event["outcome"] for event in stored)
    assert kinds[Change.WRITTEN] == outcomes["created"] + outcomes["updated"]
    assert kinds[Change.MISSING] == outcomes["rejected"]


def test_a_record_that_is_gone_is_not_missing_any_more():
    event = scribe().record(Entity.COMPANY, gone_record("1", None))
    (change,) = changes_of([event])
    assert change.change is Change.GONE
    assert gone().code == "source_gone"


@given(st.lists(st.tuples(st.sampled_from(Entity), st.lists(st.sampled_from(Outcome), max_size=20)), max_size=6))
def test_fetched_is_the_sum_without_deletions(pages):
    totals = {}
    for entity, outcomes in pages:
        totals = added(totals, entity, outcomes)
    every = [(entity, outcome) for entity, outcomes in pages for outcome in outcomes]
    for entity, count in fetched(totals).items():
        assert count == sum(e is entity and o in FETCHED_OUTCOMES for e, o in every)


def test_an_entity_without_records_is_counted_as_read():
    assert fetched(added({}, Entity.COMPANY, [])) == {Entity.COMPANY: 0}


def test_issues_name_the_field_inside_an_address():
    (verdict,) = validate(Entity.CONTACT, [{"name": "x", "address": {"city": "c" * 501}}])
    assert [(issue.code, issue.field) for issue in verdict] == [("field_too_long", "address.city")]
