"""What lists are asked for, and what is said of what hangs on something."""

from datetime import UTC, datetime

import pytest

from psasync_scheduler.domain.catalog import Tenant
from psasync_scheduler.domain.dependents import Dependents, Hanging
from psasync_scheduler.domain.listing import State, Wanted, matches

NOW = datetime(2026, 6, 10, tzinfo=UTC)


def tenant(**changes: object) -> Tenant:
    fields = {"name": "Acme Süd", "version": 1, "created_at": NOW, "updated_at": NOW, "time_zone": "UTC"}
    return Tenant.model_validate({"_id": "t", **fields, "active": True, **changes})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), {"active", "paused"}),
        (Wanted(State.ACTIVE), {"active"}),
        (Wanted(State.PAUSED), {"paused"}),
        (Wanted(State.ARCHIVED), {"archived"}),
        (Wanted(name=" ACME  SÜD"), {"active", "paused"}),
        (Wanted(State.PAUSED, "acme"), {"paused"}),
        (Wanted(name="süd"), set()),
    ],
)
def test_a_tenant_in_a_list(wanted, found):
    tenants = {
        "active": tenant(),
        "paused": tenant(active=False),
        "archived": tenant(active=False, archived=True),
    }
    assert {state for state, each in tenants.items() if matches(each, wanted)} == found


def test_what_hangs_on_it_in_words():
    hanging = Dependents({"connections": Hanging(1, ()), "syncs": Hanging(2, ()), "keys": Hanging(0, ())})
    assert str(hanging) == "1 connection, 2 syncs"
    assert hanging.any
    assert not Dependents({"keys": Hanging(0, ())}).any
