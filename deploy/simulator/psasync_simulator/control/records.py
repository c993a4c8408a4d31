"""Changes to the records, as if people worked in the PSA."""

import random
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.account import Account
from psasync_simulator.control.state import AccountOf, SimulationOf
from psasync_simulator.data.store import Store

router = APIRouter(prefix="/_control/{system}/accounts/{account}/records", tags=["records"])


class Changes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    action: Literal["change", "add", "delete"]
    ids: list[int] | None = Field(default=None, max_length=100_000, description="In place of `count` and `seed`.")
    count: int = Field(default=1, ge=1, le=100_000)
    seed: int = Field(default=0, description="Decides which records `count` picks.")
    parent: int | None = Field(default=None, description="The record that added ones belong to, by id.")
    patch: dict[str, Any] = Field(default_factory=dict, description="Fields with these very values.")


@router.post("/{kind}")
async def apply(kind: str, changes: Changes, account: AccountOf, simulated: SimulationOf) -> dict[str, Any]:
    """Change, add or delete records; answers with their ids. All or none are applied."""
    store = _store(account, kind)
    now = int(simulated.clock.seconds())
    if changes.action == "add":
        ids = [store.add(now, parent=changes.parent, patch=changes.patch) for _ in range(changes.count)]
        return {"ids": ids}
    ids = _wanted(store, changes)
    for number in ids:
        if changes.action == "change":
            store.change(number, now, changes.patch)
        else:
            store.delete(number)
    return {"ids": ids}


@router.get("/{kind}/{number}")
async def one(kind: str, number: int, account: AccountOf) -> dict[str, Any]:
    """A record as it is, whatever the faults and limits."""
    store = _store(account, kind)
    if not store.alive(number):
        raise HTTPException(404, f"{store.kind.name} has no living record {number}")
    return store.record(number)


@router.get("/{kind}")
async def ids(kind: str, account: AccountOf, parent: int | None = None) -> dict[str, list[int]]:
    """Every living id: what a complete read must find."""
    return {"ids": list(_store(account, kind).ids(parent=parent))}


def _store(account: Account, kind: str) -> Store:
    found = account.stores.get(kind)
    if found is None:
        raise HTTPException(404, f"there is no kind {kind!r}; there are {sorted(account.stores)}")
    return found


def _wanted(store: Store, changes: Changes) -> list[int]:
    if changes.ids is not None:
        unknown = [number for number in changes.ids if not store.alive(number)]
        if unknown:
            raise HTTPException(404, f"no living records: {unknown[:10]}")
        return list(dict.fromkeys(changes.ids))
    # The records made to be refused stay as they are unless they are named.
    living = [number for number in store.ids() if number not in store.kind.refused(store.layout)]
    if changes.count > len(living):
        raise HTTPException(409, f"only {len(living)} records live")
    return sorted(random.Random(changes.seed).sample(living, changes.count))
