"""Clients and people, by page numbers, with a token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import (
    CallBudget,
    Capabilities,
    CheckReport,
    Credentials,
    Cursor,
    Declaration,
    EntityCapability,
    Page,
    PeriodFilter,
    PsaError,
    ReadScope,
    UpdatedSince,
)
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults, verdict_by_status
from psasync.psa.toolkit.page_numbers import PageNumber
from psasync.psa.toolkit.rows import RowMapping, map_rows

SYSTEM = System.KASEYA_BMS
"""A borrowed word: names of systems are part of the published interface, where an invented one has no place."""

TITLE = "Tidewater Desk"
PATHS = {Entity.COMPANY: "clients", Entity.CONTACT: "people"}
MAPPINGS = {
    Entity.COMPANY: RowMapping(lambda row: {"name": row["title"]}),
    Entity.CONTACT: RowMapping(
        lambda row: {"name": row["name"], "email": row.get("mail"), "company_id": str(row["client"])},
        business_date=lambda row: datetime.fromisoformat(row["since"]),
    ),
}
CAPABILITIES = Capabilities(
    SYSTEM,
    {
        Entity.COMPANY: EntityCapability(
            UpdatedSince.NONE,
            PeriodFilter.NONE,
            by_id=False,
            absent_fields=frozenset({"website", "status", "status_id"}),
            note="Tidewater calls them clients.",
        ),
        Entity.CONTACT: EntityCapability(UpdatedSince.NONE, PeriodFilter.HERE, by_id=False, business_date="since"),
    },
    webhooks=False,
)


def connection_of(credentials: Credentials) -> tuple[str, str]:
    """Address and token. Raises a permanent `PsaError` that names what is wrong."""
    try:
        base_url = checked_base_url(credentials.settings.get("base_url", ""), credentials.plain_http_hosts)
    except AddressError as error:
        raise Faults(TITLE).configuration("base_url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
    return base_url, credentials.secrets["token"]


class TidewaterAdapter:
    capabilities = CAPABILITIES

    def __init__(self, base_url: str, token: str, budget: CallBudget) -> None:
        self._base_url = base_url
        self._headers = {"authorization": f"Bearer {token}"}
        self._caller = Caller(Faults(TITLE, (token,)), budget)

    async def check(self) -> CheckReport:
        try:
            for path in PATHS.values():
                await self._rows(path, 1, 1)
        except PsaError as error:
            return CheckReport(ok=False, error_kind=error.kind, message=error.message)
        return CheckReport(ok=True, readable=dict.fromkeys(PATHS, True))

    async def declare(self) -> Declaration:
        return Declaration()

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = 1000) -> Page:
        if scope.entity not in PATHS:
            raise self._caller.faults.unsupported(scope.entity)
        at = PageNumber.at(cursor)
        rows, total, asked_at = await self._rows(PATHS[scope.entity], at.page, limit)
        mapped = map_rows(TITLE, MAPPINGS[scope.entity], rows)
        following = at.after(rows=len(rows), size=limit, total=total)
        return Page(mapped.records, following.cursor if following else None, mapped.unreadable, source_time=asked_at)

    async def aclose(self) -> None:
        await self._caller.aclose()

    async def _rows(self, path: str, page: int, size: int) -> tuple[list[Any], int, datetime | None]:
        url = f"{self._base_url}/{path}?page={page}&size={size}"
        done = await self._caller.send(self._caller.request("GET", url, headers=self._headers), path)
        if not done.ok:
            raise self._caller.faults.refused(path, done.status, verdict_by_status(done.status))
        content = self._caller.decoded(done, path)
        if not isinstance(content, dict) or not isinstance(content.get("rows"), list):
            raise self._caller.faults.unreadable(path, "it has no rows")
        return content["rows"], content["total"], done.asked_at
