"""Tenants, each with a connection and a sync that is planned for the night, straight into the scheduler's database."""

from __future__ import annotations

from datetime import datetime, timedelta

from psasync.contracts.vocabulary import Entity, System
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import Document
from psasync.kit.parts import parts
from psasync_scheduler.actions.webhooks import TOKEN
from psasync_scheduler.domain.catalog import Sync
from psasync_scheduler.domain.keys import digest_of, new_webhook_token
from psasync_scheduler.domain.plan import start
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.slots import Slot
from psasync_scheduler.domain.timetable import planned, timing_for
from psasync_scheduler.store.stores import Stores
from psasync_scheduler.store.syncs import plan_fields

SCHEDULE = Schedule(time="01:30", spread_minutes=60)
GROUP = "api-na.myconnectwise.net Europe/Berlin 01:30 60"
_ZONE = "Europe/Berlin"
_INSERTED = 2_000  # documents of one call


async def fill(stores: Stores, keyring: Keyring, tenants: int, at: datetime) -> None:
    """`tenant-0`, `connection-0`, `sync-0` and so on, made at that time. The connections have no credentials."""
    for numbers in parts(range(tenants), _INSERTED):
        await stores.tenants.collection.insert_many([_tenant(number, at) for number in numbers])
        await stores.connections.collection.insert_many([_connection(number, keyring, at) for number in numbers])
        await stores.syncs.collection.insert_many([_sync(number, at) for number in numbers])


def _stored(kind: str, number: int, at: datetime) -> Document:
    name = f"{kind}-{number}"
    stamps = {"created_at": at, "updated_at": at, "version": 1, "archived": False}
    return {"_id": name, "name": name, "name_key": name, "active": True, **stamps}


def _tenant(number: int, at: datetime) -> Document:
    return _stored("tenant", number, at) | {"time_zone": _ZONE}


def _connection(number: int, keyring: Keyring, at: datetime) -> Document:
    tenant, name, token = f"tenant-{number}", f"connection-{number}", new_webhook_token()
    return _stored("connection", number, at) | {
        "tenant": tenant,
        "system": str(System.CONNECTWISE),
        "settings": {"base_url": "https://api-na.myconnectwise.net", "company": f"c{number}"},
        "secrets": {},
        "webhook_token": keyring.encrypt(token, tenant=tenant, connection=name, field=TOKEN),
        "webhook_digest": digest_of(token),
        "calls_per_minute": 600,
        "concurrent_calls": 6,
    }


def _sync(number: int, at: datetime) -> Document:
    document = _stored("sync", number, at) | {
        "tenant": f"tenant-{number}",
        "connection": f"connection-{number}",
        "destination": "platform",
        "entities": [str(Entity.COMPANY), str(Entity.CONTACT)],
        "full_pass_days": 7,
        "schedule": SCHEDULE.model_dump(),
        "slot": Slot(group=GROUP, number=number).model_dump(),
    }
    sync = Sync.model_validate(document)
    timing = timing_for(SCHEDULE, _ZONE, sync.id, sync.slot)
    return document | plan_fields(*planned(timing, start(timing, at + timedelta(seconds=1))))
