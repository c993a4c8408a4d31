"""The ConnectWise company that a control route works on."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from psasync_simulator.connectwise.company import Company
from psasync_simulator.control.state import simulation

PREFIX = "/_control/connectwise/accounts/{account}"


def company_named(account: str, request: Request) -> Company:
    found = simulation(request).systems["connectwise"].accounts.get(account.lower())
    if not isinstance(found, Company):
        raise HTTPException(404, f"there is no simulated company {account!r}")
    return found


CompanyOf = Annotated[Company, Depends(company_named)]
