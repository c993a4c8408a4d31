"""Models and words, as this client has them."""

import pickle

import pytest
from pydantic import BaseModel, ValidationError

import psasync_client.models as package
from psasync_client.models import common, events, executor, relay, results, scheduler
from psasync_client.models.base import Model, OpenEnum

MODULES = (common, events, executor, relay, results, scheduler)
DEFINED = [
    each
    for module in MODULES
    for each in vars(module).values()
    if isinstance(each, type) and each.__module__ == module.__name__
]
MODELS = [each for each in DEFINED if issubclass(each, BaseModel)]
WORDS = [each for each in DEFINED if issubclass(each, OpenEnum)]


def test_every_model_can_be_built():
    assert len(MODELS) > 150
    for model in MODELS:
        assert issubclass(model, Model)
        assert model.model_rebuild() is not False
        assert model.model_config["frozen"]
        assert model.model_config["extra"] == "allow"


def test_every_class_is_a_model_or_a_set_of_words():
    assert len(WORDS) > 20
    assert set(DEFINED) == {*MODELS, *WORDS}
    assert package.__doc__


def test_models_are_frozen():
    period = common.Period(first="2026-11-01", last="2026-11-02")
    with pytest.raises(ValidationError, match="frozen"):
        period.first = period.last
    assert period == common.Period.model_validate_json('{"first": "2026-11-01", "last": "2026-11-02"}')


def test_a_word_of_a_newer_service_is_a_member_too():
    status = common.Status("hibernating")
    assert isinstance(status, common.Status)
    assert status == "hibernating"
    assert f"{status}" == str(status) == status.value == "hibernating"
    assert not status.known
    assert common.Status.QUEUED.known
    assert common.Status("queued") is common.Status.QUEUED
    assert status not in set(common.Status)
    assert {status: 1}["hibernating"] == 1
    assert {common.Status.QUEUED: 1}["queued"] == 1
    assert pickle.loads(pickle.dumps(status)) == status
    assert repr(status) == "<Status.hibernating: 'hibernating'>"


def test_a_word_is_text():
    with pytest.raises(ValueError, match="7 is not a valid Status"):
        common.Status(7)


def test_words_as_keys():
    found = results.ExecutionView.model_fields["counts"].annotation
    assert found == dict[common.Entity, dict[common.Outcome, int]]
