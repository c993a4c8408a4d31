"""An entity whose list holds its records: one page of ours from several of BMS's."""

from dataclasses import replace

from psasync.psa.kaseya_bms.calls import Reply
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.reading.scopes import listing_of, page_of
from psasync.psa.kaseya_bms.reading.windows import LARGEST, Listing, Window
from psasync.psa.port import Cursor, Page, PsaError, ReadScope
from psasync.psa.toolkit.overlapping_pages import Ask, OutOfOrder, Place
from psasync.psa.toolkit.together import earliest, together


async def read_list(client: Client, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """An error after the first of BMS's pages ends the page there: the next call then raises it, if it stands."""
    listing = listing_of(client, scope)
    first = await listing.window(cursor, min(limit, LARGEST))
    windows = [first, *await _read_on(listing, first, limit - len(first.rows))]
    last = windows[-1]
    rows = [row for window in windows for row in window.rows]
    fitting = len(last.rows) - max(0, len(rows) - limit)
    return page_of(scope, rows[:limit], last.behind(fitting), earliest(window.asked_at for window in windows))


async def _read_on(listing: Listing, window: Window, wanted: int) -> list[Window]:
    """What follows a page, several pages at a time, up to the first that failed or brings nothing."""
    windows: list[Window] = []
    while window.place is not None and wanted > 0:
        asks = _ahead(window.place, wanted, window.total, listing.client.at_once)
        replies = await together(listing.asked(ask) for ask in asks)
        for ask, reply in zip(asks, replies, strict=True):
            following = _joined(listing, window, ask, reply, wanted)
            if following is None:
                return windows
            windows.append(following)
            window, wanted = following, wanted - len(following.rows)
            if window.place is None or not window.rows:
                return windows
        if not asks:
            return windows
    return windows


def _joined(listing: Listing, window: Window, ask: Ask, reply: object, wanted: int) -> Window | None:
    """None: it failed. The next page of ours meets the error again, and has nothing else to give."""
    if window.place is None or wanted <= 0 or not isinstance(reply, Reply):
        return None
    try:
        return listing.taken(window.place, ask, reply, wanted)
    except (OutOfOrder, PsaError):
        return None


def _ahead(place: Place, wanted: int, total: int, most: int) -> list[Ask]:
    """The pages that follow if each of them is full. Without a total none: where the list ends is not known."""
    asks: list[Ask] = []
    while len(asks) < most and wanted > 0 and place.read < total:
        ask = place.ask(wanted, LARGEST)
        asks.append(ask)
        reached = ask.offset + ask.size
        wanted -= reached - place.read
        place = replace(place, read=reached)
    return asks
