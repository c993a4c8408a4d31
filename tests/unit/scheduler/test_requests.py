"""What a sync allows, and which requests are the same."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PeriodFilter
from psasync.psa.registry import SYSTEMS
from psasync_scheduler.domain.errors import Invalid
from psasync_scheduler.domain.requests import RunRequest, fingerprint, likeness, resolve

ABILITIES = SYSTEMS["connectwise"].capabilities.entities
CARRIED = (Entity.COMPANY, Entity.CONTACT, Entity.TICKET_BOARD)
PERIOD = {"first": "2026-05-01", "last": "2026-05-01"}


def run(carried=CARRIED, **body):
    return resolve(RunRequest.model_validate(body), carried, ABILITIES)


def fields(carried=CARRIED, **body) -> set[str]:
    with pytest.raises(Invalid) as refused:
        run(carried, **body)
    return {error.field for error in refused.value.errors}


def test_an_empty_request_is_the_default_run_of_everything():
    resolved = run()
    assert resolved.entities is None
    assert resolved.shown_entities == CARRIED
    assert resolved.warnings == ()


def test_a_period_names_the_entities_that_have_dates():
    resolved = run(period=PERIOD)
    assert resolved.entities == (Entity.COMPANY, Entity.CONTACT)
    assert "ticket_board" in resolved.warnings[0]


def test_what_the_system_cannot_filter_is_filtered_here_and_said_so():
    abilities = ABILITIES | {Entity.CONTACT: replace(ABILITIES[Entity.CONTACT], period=PeriodFilter.HERE)}
    resolved = resolve(RunRequest.model_validate({"period": PERIOD}), CARRIED, abilities)
    assert resolved.entities == (Entity.COMPANY, Entity.CONTACT)
    assert resolved.warnings == (
        "no period is possible for ticket_board: left out",
        "the system cannot filter contact by date: everything is read and filtered here",
    )
    asked = resolve(RunRequest.model_validate({"period": PERIOD, "entities": ["company"]}), CARRIED, abilities)
    assert asked.warnings == ()
    assert resolve(RunRequest(), CARRIED, abilities).warnings == (), "without a period nothing is filtered"


def test_an_entity_that_the_system_no_longer_has_is_left_out_of_a_period():
    abilities = {Entity.COMPANY: ABILITIES[Entity.COMPANY]}
    resolved = resolve(RunRequest.model_validate({"period": PERIOD}), CARRIED, abilities)
    assert resolved.entities == (Entity.COMPANY,)
    assert "contact, ticket_board" in resolved.warnings[0]


def test_every_mistake_at_once():
    wrong = {"period": {"first": "2026-05-02", "last": "2026-05-01"}, "entities": ["asset", "ticket_board"]}
    assert fields(**wrong) == {"period", "entities.0", "entities.1"}


def test_a_sync_without_dates_has_no_period():
    assert fields((Entity.TICKET_BOARD,), period=PERIOD) == {"period"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"records": [{"entity": "asset", "source_id": "1"}]}, "records.0.entity"),
        ({"records": [{"entity": "company", "source_id": "1"}], "period": PERIOD}, "records"),
        ({"records": [{"entity": "company", "source_id": "1"}], "entities": ["company"]}, "records"),
        ({"retry_of": "a", "period": PERIOD}, "retry_of"),
        ({"allow_deletions": True, "mode": "force"}, "allow_deletions"),
    ],
)
def test_what_does_not_go_together(body, field):
    assert fields(**body) == {field}


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError):
        RunRequest.model_validate({"forced": True})


def test_fingerprints_follow_values_and_not_their_order():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint("a", "b") != fingerprint("ab")
    assert fingerprint("a", {"b": 1}) != fingerprint("a", {"b": 2})


def test_the_same_work_asked_for_by_another_person_is_the_same_work():
    event = SyncRequested(tenant="t", sync="s", requested_by="Ann")
    assert likeness(event) == likeness(event.model_copy(update={"requested_by": "Bob"}))
    for change in ({"confirmed": True}, {"dry_run": True}, {"catalog_version": 2}, {"sync": "z"}, {"retry_of": "x"}):
        assert likeness(event) != likeness(event.model_copy(update=change)), change
