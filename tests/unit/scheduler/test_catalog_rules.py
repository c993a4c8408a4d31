"""Keys, names, audit entries, announcements, traces: the small rules of the catalog."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.events.catalog import CatalogChange
from psasync.contracts.mapping import EntityMapping
from psasync.contracts.vocabulary import Entity
from psasync_scheduler.actions.editing import plain, seen
from psasync_scheduler.domain import announcements
from psasync_scheduler.domain.audit import difference
from psasync_scheduler.domain.bodies import SyncChange, TenantChange, TenantNew
from psasync_scheduler.domain.catalog import ApiKey, Sync, name_key
from psasync_scheduler.domain.keys import digest_of, new_key
from psasync_scheduler.domain.trace import traceparent

NOW = datetime(2026, 6, 10, tzinfo=UTC)


class TestKeys:
    def test_the_document_side_does_not_give_the_key_away(self):
        made = new_key()
        assert made.text not in repr(made)
        assert made.digest == digest_of(made.text)
        assert made.text.startswith(made.prefix)
        assert len(made.text) - len(made.prefix) > 43, "256 bits behind the prefix"
        assert new_key().text != made.text

    @pytest.mark.parametrize(
        ("expires_at", "revoked_at", "valid"),
        [
            (None, None, True),
            (NOW + timedelta(seconds=1), None, True),
            (NOW, None, False),
            (None, NOW - timedelta(days=1), False),
        ],
    )
    def test_valid(self, expires_at, revoked_at, valid):
        key = ApiKey(
            id="k",
            name="K",
            version=1,
            created_at=NOW,
            updated_at=NOW,
            tenant=None,
            prefix="psk_1",
            role="viewer",
            created_by="x",
            expires_at=expires_at,
            revoked_at=revoked_at,
        )
        assert key.valid(NOW) is valid


class TestBodies:
    def test_only_what_was_sent_is_a_change(self):
        assert TenantChange.model_validate({"active": False}).given() == {"active": False}
        assert SyncChange.model_validate({"schedule": None}).given() == {"schedule": None}

    def test_of_a_mapping_nothing_is_dropped_in_silence(self):
        with pytest.raises(ValidationError, match="no such part of a mapping: renames"):
            SyncChange.model_validate({"mapping": {"company": {"renames": {"status": "website"}}}})

    def test_null_is_no_name(self):
        with pytest.raises(ValidationError, match="null"):
            TenantChange.model_validate({"name": None})

    @pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 201])
    def test_names(self, name):
        with pytest.raises(ValidationError):
            TenantNew.model_validate({"name": name, "time_zone": "UTC"})


SYNC = {
    "_id": "s",
    "name": "S",
    "version": 1,
    "created_at": NOW,
    "updated_at": NOW,
    "tenant": "t",
    "connection": "c",
    "destination": "platform",
    "entities": ["company"],
    "full_pass_days": 7,
    "active": True,
}


class TestStoredSyncs:
    def test_what_was_stored_before_there_were_mappings(self):
        sync = Sync.model_validate(SYNC)
        assert (sync.mapping, sync.deletion_guard_percent, sync.connections) == ({}, 20, {"c"})

    def test_a_destination_is_one_of_its_connections(self):
        assert Sync.model_validate(SYNC | {"destination": "d"}).connections == {"c", "d"}

    @given(st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=8)))
    def test_a_mapping_of_any_words_is_stored_as_text_and_read_back(self, values):
        mapping = EntityMapping(values={"custom_fields.$set.a": values})
        stored = plain({Entity.COMPANY: mapping})
        assert set(map(type, stored.values())) == {str}
        sync = Sync.model_validate(SYNC | {"mapping": stored})
        assert sync.mapping == {Entity.COMPANY: mapping}
        assert seen(sync)["mapping"] == stored, "the audit compares what is stored"


def test_names_that_look_the_same_are_the_same():
    assert name_key(" Acme  Ltd ") == name_key("ACME ltd") == name_key("\uff21cme Ltd")
    assert name_key("Acme") != name_key("Acme 2")


def test_differences_name_secrets_and_show_none():
    before = {"name": "A", "secrets": {"kept": "1", "old": "1", "gone": "1"}}
    after = {"name": "B", "secrets": {"kept": "1", "old": "2", "new": "3"}}
    assert difference(before, after) == {
        "name": {"before": "A", "after": "B"},
        "secrets.gone": "removed",
        "secrets.new": "set",
        "secrets.old": "replaced",
    }


class TestAnnouncements:
    document = {"_id": "k1", "tenant": None, "version": 3, "updated_at": NOW, "archived": False}

    def test_what_belongs_to_no_tenant_belongs_to_the_platform(self):
        event = announcements.changed("keys", self.document)
        assert (event.change, event.tenant, event.subject_version) == (CatalogChange.KEY_REVOKED, "platform", 3)

    def test_a_tenant_is_its_own(self):
        assert announcements.changed("tenants", self.document).tenant == "k1"

    def test_the_same_news_has_the_same_id(self):
        event = announcements.changed("syncs", self.document | {"tenant": "t"})
        assert announcements.event_id(event) == announcements.event_id(event.model_copy(update={"at": NOW}))
        assert announcements.event_id(event) != announcements.event_id(event.model_copy(update={"subject_version": 4}))


def test_a_trace_that_can_be_read_is_carried_on():
    given = f"00-{'a' * 32}-{'b' * 16}-01"
    assert traceparent(given) == given
    for other in (None, "", "00-zz-1-01", f"00-{'0' * 32}-{'b' * 16}-01", given + "\n"):
        made = traceparent(other)
        assert made != other
        assert traceparent(made) == made
