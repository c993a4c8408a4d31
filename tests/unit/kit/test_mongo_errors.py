from __future__ import annotations

from pymongo.errors import BulkWriteError, DuplicateKeyError

from psasync.kit.mongo import duplicate_index, duplicate_indexes, only_duplicates

DUPLICATE = {"index": 4, "code": 11000, "errmsg": "E11000 duplicate key error collection: db.c index: a_1 dup key: {}"}


def test_a_failed_write_concern_is_not_only_duplicates() -> None:
    """What was written may not be safe, so nobody may go on as if it were."""
    details = {"writeErrors": [DUPLICATE], "writeConcernErrors": []}
    assert only_duplicates(BulkWriteError(details))
    details["writeConcernErrors"] = [{"code": 64, "errmsg": "waiting for replication timed out"}]
    assert not only_duplicates(BulkWriteError(details))


def test_no_write_error_at_all_is_not_only_duplicates() -> None:
    assert not only_duplicates(BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64}]}))


def test_old_servers_name_the_index_with_its_collection() -> None:
    old = {**DUPLICATE, "errmsg": "E11000 duplicate key error index: db.c.$one_name dup key: { : 1 }"}
    assert duplicate_indexes(BulkWriteError({"writeErrors": [old]})) == {4: "one_name"}


def test_an_unknown_text_names_no_index() -> None:
    assert duplicate_index(DuplicateKeyError("who knows")) == ""
