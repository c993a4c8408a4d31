"""Sites: BMS gives them inside the rows of their accounts, and no list of them."""

from typing import Any

from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.reading.locations import locations_of
from psasync.psa.kaseya_bms.reading.scopes import listing_of, page_of
from psasync.psa.kaseya_bms.reading.windows import LARGEST, row_id
from psasync.psa.port import Cursor, Page, ReadScope


async def read_sites(client: Client, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"accounts": their cursor}`, with `"inside": [account, location]` where an account goes on."""
    at = cursor or {"accounts": None}
    window = await listing_of(client, scope).window(at["accounts"], min(limit, LARGEST))
    inside, after = at.get("inside", (None, 0))
    sites: list[Any] = []
    for done, account in enumerate(window.rows):
        begins = after if row_id(account) == inside else 0
        found = locations_of(account, begins)
        room = limit - len(sites)
        if len(found.identified) > room:
            sites += found.identified[:room]
            last = row_id(sites[-1]) if room else begins
            following: Cursor = {"accounts": window.behind(done), "inside": [row_id(account), last]}
            return page_of(scope, sites, following, window.asked_at)
        sites += [*found.identified, *found.others]
    accounts = window.behind(len(window.rows))
    return page_of(scope, sites, {"accounts": accounts} if accounts else None, window.asked_at)
