"""Names for the ids in rows: labels of picklists, countries, products. Asked for only where a page needs them."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.endpoints import ASSET_TYPES, MANUFACTURERS, PICKLISTS
from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.picklists import KEPT_SECONDS, Picklists
from psasync.psa.autotask.query import MAX_IDS, MAX_RECORDS, Filter, one_of
from psasync.psa.autotask.reading.rows import Position, read_rows, row_id
from psasync.psa.port import PsaError

MAX_PRODUCTS = 20_000
"""Names kept at a time."""

_NONE: Mapping[str, str] = {}


class NameBook:
    """Names, kept for a while. Countries and products that the API user may not read have none."""

    def __init__(self, client: Client, picklists: Picklists) -> None:
        self._client = client
        self._picklists = picklists
        self._countries: Mapping[str, str] = _NONE
        self._countries_until = 0.0
        self._products: dict[str, str] = {}
        self._products_until = 0.0

    async def for_rows(self, entity: Entity, rows: Iterable[Any]) -> Names:
        """Raises `PsaError` or `BudgetExhausted`."""
        match entity:
            case Entity.COMPANY:
                return Names(company_types=await self._picklists.labels(PICKLISTS[Entity.COMPANY_STATUS]))
            case Entity.COMPANY_SITE | Entity.CONTACT:
                return Names(countries=await self._countries_of(rows))
            case Entity.ASSET:
                return Names(
                    asset_types=await self._picklists.labels(ASSET_TYPES),
                    manufacturers=await self._picklists.labels(MANUFACTURERS),
                    products=await self._products_of(rows),
                )
            case _:
                return Names()

    async def _countries_of(self, rows: Iterable[Any]) -> Mapping[str, str]:
        """All of them, in one call: there are a few hundred."""
        if not any(isinstance(row, dict) and row.get("countryID") is not None for row in rows):
            return _NONE
        if time.monotonic() >= self._countries_until:
            found = await self._read("Countries", [], ("id", "name", "displayName"))
            self._countries = {str(row_id(row)): name for row in found if (name := _country(row))}
            self._countries_until = time.monotonic() + KEPT_SECONDS
        return self._countries

    async def _products_of(self, rows: Iterable[Any]) -> Mapping[str, str]:
        """Of the rows without a title of their own, in one call per page."""
        if time.monotonic() >= self._products_until or len(self._products) > MAX_PRODUCTS:
            self._products.clear()
            self._products_until = time.monotonic() + KEPT_SECONDS
        wanted = sorted({number for row in rows if (number := _product(row)) is not None})
        wanted = [number for number in wanted if str(number) not in self._products]
        for at in range(0, len(wanted), MAX_IDS):
            asked = wanted[at : at + MAX_IDS]
            found = await self._read("Products", one_of(asked), ("id", "name"))
            names = {str(row_id(row)): row["name"] for row in found if isinstance(row.get("name"), str)}
            self._products |= {str(number): names.get(str(number), "") for number in asked}
        return self._products

    async def _read(self, path: str, filters: Filter, fields: tuple[str, ...]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        position: Position | None = Position()
        while position is not None:
            try:
                page = await read_rows(self._client, path, filters, position, MAX_RECORDS, fields)
            except PsaError as error:
                if error.kind is ErrorKind.AUTHORIZATION:
                    return []
                raise
            found += [row for row in page.rows if row_id(row) is not None]
            position = page.next
        return found


def _country(row: dict[str, Any]) -> str:
    name = row.get("displayName") or row.get("name")
    return name if isinstance(name, str) else ""


def _product(row: Any) -> int | None:
    if not isinstance(row, dict) or row.get("referenceTitle"):
        return None
    number = row.get("productID")
    return number if isinstance(number, int) and not isinstance(number, bool) else None
