"""Tenants with a history, for pages to show: good runs, refused records, a connection that refuses, one that waits."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.platform import Platform, Syncing

RECORDS = 300


@dataclass(frozen=True)
class Demo:
    """`execution` finished with warnings; `failed` ended in an error of authentication, in a tenant of its own."""

    tenant: str
    connection: str
    sync: str
    execution: str
    failed: str
    failing: Syncing

    @property
    def things(self) -> dict[str, str]:
        """What stands in the addresses of `Page.shots`."""
        return {name: getattr(self, name) for name in ("tenant", "connection", "sync", "execution", "failed")}


async def make(platform: Platform, name: str) -> Demo:
    schedule = {"time": "02:30", "spread_minutes": 60}
    good = await platform.connect(f"{name}good", RECORDS, schedule=schedule)
    first = await platform.run(good, mode="missing")
    assert first["status"] == "finished_with_warnings", first
    await platform.run(good, mode="missing")
    schedule = {"time": "03:00", "spread_minutes": 0}
    failing = await platform.connect(f"{name}failing", 30, schedule=schedule, auto_pause_after=0)
    wrong = {"secrets": {"private_key": "wrong-key-of-it"}}
    await platform.call("PATCH", "scheduler", f"/v1/connections/{failing.connection}", json=wrong)
    await platform.call("POST", "scheduler", f"/v1/connections/{failing.connection}/check")
    failed = await platform.run(failing, mode="missing")
    assert failed["status"] == "error", failed
    return Demo(good.tenant, good.connection, good.sync, first["id"], failed["id"], failing)
