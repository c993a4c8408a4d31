"""What a PSA declares: asked for, kept, and what syncs are held against."""

from __future__ import annotations

from tests.integration.scheduler.service import Client, as_
from tests.integration.scheduler.systems import Doors
from tests.integration.scheduler.test_checks import KEYS, connect, psa

__all__ = ["psa"]


async def declared(api: Client, connection: str, **query):
    answer = await api.get(f"/v1/connections/{connection}/declaration", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_can_be_chosen(api: Client, psa: str):
    connection = await connect(api, psa)
    found = await declared(api, connection)
    assert (found["stale"], found["problem"], found["version"]) == (False, "", 1)
    entities = {one["entity"]: one for one in found["entities"]}
    assert "VIP" in [field["name"] for field in entities["contact"]["custom_fields"]]
    assert entities["ticket_board"]["custom_fields"] is None
    assert entities["ticket_board"]["values"]
    fields = {field["name"]: field for field in entities["company"]["fields"]}
    assert fields["status"]["options"] == [value["name"] for value in entities["company_status"]["values"]]
    assert fields["name"]["present"] is True
    assert entities["company"]["capabilities"]["custom_fields"] is True


async def test_it_is_kept_until_someone_asks_again(api: Client, psa: str):
    connection = await connect(api, psa)
    first = await declared(api, connection)
    kept = await declared(api, connection)
    assert kept["discovered_at"] == first["discovered_at"]
    assert (await declared(api, connection, refresh=True))["discovered_at"] > first["discovered_at"]
    viewer = as_(await api.key("viewer"))
    path = f"/v1/connections/{connection}/declaration"
    assert (await api.get(path, headers=viewer)).status_code == 200
    assert (await api.get(path, params={"refresh": True}, headers=viewer)).status_code == 403
    stranger = as_(await api.key("admin", await api.tenant("Another")))
    assert (await api.get(path, headers=stranger)).status_code == 404


async def test_a_psa_that_is_away_is_answered_from_what_is_kept(api: Client, psa: str, free_port):
    connection = await connect(api, psa)
    first = await declared(api, connection)
    elsewhere = {"base_url": f"http://127.0.0.1:{free_port()}", "company": "demo"}
    moved = await api.patch(f"/v1/connections/{connection}", json={"settings": elsewhere, "secrets": KEYS})
    assert moved.status_code == 200, moved.text
    stale = await declared(api, connection)
    assert (stale["stale"], stale["version"]) == (True, 1)
    assert "refused" in stale["problem"]
    assert stale["entities"] == first["entities"]


async def test_nothing_kept_and_nobody_there(api: Client, free_port):
    connection = await connect(api, f"http://127.0.0.1:{free_port()}")
    answer = await api.get(f"/v1/connections/{connection}/declaration")
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (503, "psa-unavailable")
    assert "refused" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


async def test_refused_credentials_are_said(api: Client, psa: str):
    connection = await connect(api, psa, secrets=KEYS | {"private_key": "not-the-key-81"})
    answer = await api.get(f"/v1/connections/{connection}/declaration")
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "connection-unusable")
    assert "401" in answer.json()["detail"]
    assert "not-the-key-81" not in answer.text


async def test_what_is_no_source_declares_nothing(api: Client, doors: Doors):
    answer = await api.get(f"/v1/connections/{await api.shop(await api.tenant())}/declaration")
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "nothing-declared")
    assert doors.opened == []


async def test_syncs_carry_only_fields_that_are_declared(api: Client, psa: str):
    connection = await connect(api, psa)
    body = {"connection": connection, "name": "Nightly", "entities": ["company", "contact"]}
    wrong = {"contact": ["VIP", "Vip", "Nowhere"], "company": ["Never"]}
    answer = await api.post("/v1/syncs", json=body | {"custom_fields": wrong, "full_pass_days": 7})
    assert answer.status_code == 422
    told = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert set(told) == {"custom_fields.contact.1", "custom_fields.contact.2", "custom_fields.company.0"}
    assert "did you mean VIP?" in told["custom_fields.contact.1"]
    sync = await api.sync(connection=connection, entities=["contact"], custom_fields={"contact": ["VIP"]})
    changed = await api.patch(f"/v1/syncs/{sync}", json={"custom_fields": {"contact": ["Nowhere"]}})
    assert changed.status_code == 422
    await declared(api, connection)  # from here on from what is kept
    assert (await api.patch(f"/v1/syncs/{sync}", json={"custom_fields": {"contact": ["Nowhere"]}})).status_code == 422
    assert (await api.patch(f"/v1/syncs/{sync}", json={"name": "Another"})).status_code == 200


async def test_a_psa_that_is_away_keeps_no_sync_from_being_made(api: Client, free_port):
    connection = await connect(api, f"http://127.0.0.1:{free_port()}")
    await api.sync(connection=connection, entities=["contact"], custom_fields={"contact": ["Anything"]})
