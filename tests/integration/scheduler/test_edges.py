"""Values at the edge of what can be sent: they are taken or refused, never a server error."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.scheduler.service import Client

LAST_MOMENT, FIRST_MOMENT = "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"
LONE = "\\ud83d"  # half of a character, as JSON can write it


def raw(**fields: str) -> dict[str, Any]:
    """A body whose text is sent as it is written."""
    content = "{" + ",".join(f'"{name}": {value}' for name, value in fields.items()) + "}"
    return {"content": content, "headers": {"Content-Type": "application/json"}}


@pytest.mark.parametrize("moment", [LAST_MOMENT, FIRST_MOMENT])
async def test_moments_beyond_the_calendar_of_utc(api: Client, moment: str):
    answers = [
        await api.post("/v1/keys", json={"name": "K", "role": "viewer", "expires_at": moment}),
        await api.get("/v1/audit", params={"from": moment}),
        await api.get("/v1/audit", params={"to": moment}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "9999" in answers[0].json()["errors"][0]["message"]
    assert [answer.json()["errors"][0]["field"] for answer in answers] == ["expires_at", "from", "to"]


async def test_days_at_the_ends_of_the_calendar(api: Client):
    sync = await api.sync()
    for first, last in (("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "9999-12-31")):
        for mode in ("missing", "force"):
            body = {"mode": mode, "period": {"first": first, "last": last}, "dry_run": True}
            answer = await api.post(f"/v1/syncs/{sync}/executions", json=body)
            assert answer.status_code in {202, 422}, answer.text


async def test_half_a_character_is_no_text(api: Client):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    sync = await api.sync(connection=connection)
    requests = [
        ("POST", "/v1/tenants", raw(name=f'"{LONE}"', time_zone='"UTC"')),
        ("POST", "/v1/tenants", raw(name='"A"', time_zone=f'"{LONE}"')),
        ("PATCH", f"/v1/connections/{connection}", raw(settings=f'{{"base_url": "{LONE}"}}')),
        ("PATCH", f"/v1/connections/{connection}", raw(settings=f'{{"{LONE}": "x"}}')),
        ("PATCH", f"/v1/connections/{connection}", raw(secrets=f'{{"private_key": "{LONE}"}}')),
        ("PATCH", f"/v1/syncs/{sync}", raw(custom_fields=f'{{"contact": ["{LONE}"]}}')),
        ("PATCH", f"/v1/syncs/{sync}", raw(mapping=f'{{"contact": {{"fields": {{"{LONE}": "x"}}}}}}')),
        ("PATCH", f"/v1/syncs/{sync}", raw(**{LONE: "1"})),
        ("POST", f"/v1/syncs/{sync}/executions", raw(records=f'[{{"entity": "contact", "source_id": "{LONE}"}}]')),
        ("POST", f"/v1/syncs/{sync}/executions", raw(retry_of=f'"{LONE}"')),
        ("POST", "/v1/executions/none/cancel", raw(reason=f'"{LONE}"')),
    ]
    for method, path, arguments in requests:
        answer = await api.request(method, path, **arguments)
        assert answer.status_code == 422, f"{method} {path} {arguments['content']}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize("name", ["%00", "%ED%A0%80", "%FF", "a%2Fb", "x" * 5000, "%F0%9F%98%80", "$where", ".."])
async def test_names_that_no_thing_has(api: Client, name: str):
    for path in ("tenants", "connections", "syncs", "keys"):
        answer = await api.get(f"/v1/{path}/{name}")
        assert answer.status_code in {404, 422}, f"{path}: {answer.text}"
    cancel = await api.post(f"/v1/executions/{name}/cancel")
    assert cancel.status_code in {404, 422, 503}, cancel.text


CURSORS = ("e30", "eyJhZnRlciI6MX0", "eyJhZnRlciI6eyIkZ3QiOiIifX0", "eyJhZnRlciI6Ilx1MDAwMCJ9", "bnVsbA", "%00", "ä")
"""Nothing, a number, an operator, a zero character, null, and what is no base64."""


@pytest.mark.parametrize("cursor", CURSORS)
async def test_cursors_that_no_list_gave_out(api: Client, cursor: str):
    for path in ("tenants", "connections", "syncs", "keys", "audit"):
        answer = await api.get(f"/v1/{path}?cursor={cursor}")
        assert answer.status_code in {200, 400}, f"{path}: {answer.text}"
