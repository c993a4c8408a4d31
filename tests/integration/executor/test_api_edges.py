"""Values at the edge of what can be sent: they are taken or refused, never a server error."""

from __future__ import annotations

import pytest

from psasync.kit.http import encode_cursor
from tests.integration.executor.test_api import ask, client, internal  # noqa: F401 - fixtures

LAST_MOMENT, FIRST_MOMENT = "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"


@pytest.mark.parametrize("moment", [LAST_MOMENT, FIRST_MOMENT])
async def test_moments_beyond_the_calendar_of_utc(ask, moment):  # noqa: F811
    path = "/v1/tenants/acme/records/contact"
    answer = await ask(path, changed_since=moment)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "changed_since"
    cursor = encode_cursor({"changed": moment, "id": "x"})
    answer = await ask(path, changed_since="2026-01-01T00:00:00Z", cursor=cursor)
    assert answer.status_code == 400


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Pago_Pago"])
async def test_the_ends_of_the_calendar_are_in_it(internal, zone):  # noqa: F811
    for first, last in (("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "9999-12-31")):
        answer = await internal("/internal/syncs/none/imported-days", time_zone=zone, first=first, last=last)
        assert answer.status_code == 200, answer.text
        assert answer.json()["records"] == 0
