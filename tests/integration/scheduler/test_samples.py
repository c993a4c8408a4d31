"""A few records before and after a mapping."""

from __future__ import annotations

from tests.integration.scheduler.service import Client, as_
from tests.integration.scheduler.test_checks import KEYS, connect, psa

__all__ = ["psa"]


async def sampled(api: Client, connection: str, expect: int = 200, headers=None, **body):
    answer = await api.post(f"/v1/connections/{connection}/samples", json={"entity": "company"} | body, headers=headers)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def test_before_and_after(api: Client, psa: str):
    connection = await connect(api, psa)
    mapping = {"values": {"status": {"Active": "Customer"}}, "fixed": {"website": "https://example.com"}}
    found = await sampled(api, connection, mapping=mapping, limit=2)
    assert len(found["records"]) == 2
    for record in found["records"]:
        assert record["after"]["website"] == "https://example.com"
        assert record["before"]["name"] == record["after"]["name"] == record["label"]


async def test_custom_fields_come_with_it(api: Client, psa: str):
    connection = await connect(api, psa)
    (record,) = (await sampled(api, connection, entity="contact", custom_fields=["VIP"]))["records"]
    assert "VIP" in record["before"]["custom_fields"]


async def test_every_mistake_of_the_mapping_is_told_at_its_place(api: Client, psa: str):
    connection = await connect(api, psa)
    mapping = {"rename": {"nothing": "website"}, "fixed": {"no_field": 1}}
    told = await sampled(api, connection, 422, mapping=mapping)
    assert {each["field"] for each in told["errors"]} == {"mapping.rename.nothing", "mapping.fixed.no_field"}
    assert "company_status" not in (await sampled(api, connection, 422, entity="product"))["detail"]


async def test_credentials_that_are_refused_are_said(api: Client, psa: str):
    connection = await connect(api, psa, secrets=KEYS | {"private_key": "not-the-key-81"})
    told = await sampled(api, connection, 409)
    assert told["type"].endswith("connection-unusable")
    assert "not-the-key-81" not in str(told)


async def test_who_has_looked_is_kept_and_nothing_of_the_record(api: Client, psa: str):
    connection = await connect(api, psa)
    (record,) = (await sampled(api, connection))["records"]
    await sampled(api, connection, 403, headers=as_(await api.key("viewer")))
    audit = (await api.get("/v1/audit", params={"action": "connection.sampled"})).json()["items"]
    assert [entry["subject"] for entry in audit] == [connection]
    assert audit[0]["changes"] == {"entity": "company", "records": 1}
    assert record["label"] not in str(audit)
