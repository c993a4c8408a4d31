"""Datasets: create, replace, look at, and change what is around the records."""

from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from psasync_simulator.control.state import AccountOf, SystemOf

router = APIRouter(prefix="/_control/{system}/accounts", tags=["datasets"])


@router.put("/{account}")
async def create(account: str, spec: dict[str, Any], system: SystemOf) -> dict[str, Any]:
    """Make the account from the system's own specification, or put a fresh dataset in the place of its old one."""
    try:
        checked = system.spec.model_validate(spec)
    except ValidationError as error:
        raise _refused(error) from error
    summary: dict[str, Any] = system.put_account(account, checked).summary()
    return summary


@router.get("")
async def accounts(system: SystemOf) -> list[dict[str, Any]]:
    return [account.summary() for account in system.accounts.values()]


@router.get("/{account}")
async def one(account: AccountOf) -> dict[str, Any]:
    return account.summary()


@router.patch("/{account}")
async def surround(account: AccountOf, change: dict[str, Any]) -> dict[str, Any]:
    """Change keys, limits and the like; absent fields stay, and so do the records."""
    try:
        account.surround(change)
    except ValidationError as error:
        raise _refused(error) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return account.summary()


@router.delete("/{account}", status_code=204)
async def remove(account: AccountOf, system: SystemOf) -> None:
    del system.accounts[account.id.lower()]


def _refused(error: ValidationError) -> RequestValidationError:
    return RequestValidationError(error.errors(include_url=False, include_context=False, include_input=False))
