"""Pages by links: each answer holds the address of the next one, in its body or its `Link` header."""

import re

from psasync.psa.http_source.definition.paging import NextLinks
from psasync.psa.http_source.definition.paths import MISSING
from psasync.psa.http_source.reading.paging.pager import Ask, Found, PagingError, Position, Turn

MAX_LINK = 2000
"""Characters."""

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r""";\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=[\s;,]|$))""", re.IGNORECASE)


class LinkPager:
    """A position is `{"link": address}`; whether it may be followed is decided where it is called."""

    def __init__(self, paging: NextLinks) -> None:
        self._paging = paging

    def ask(self, position: Position, limit: int) -> Ask:
        if position:
            return Ask(link=position["link"])
        name = self._paging.size_parameter
        return Ask({name: str(min(limit, self._paging.size))} if name else {})

    def turn(self, position: Position, limit: int, found: Found) -> Turn:  # noqa: ARG002 - the source decides
        link = self._link(found)
        if len(link) > MAX_LINK:
            raise PagingError("its link to the next page is too long")
        return Turn({"link": link} if link else None)

    def _link(self, found: Found) -> str:
        if self._paging.link is None:
            return next_link(found.link)
        link = self._paging.link.find(found.content)
        if link is MISSING or link is None or link is False:
            return ""
        if not isinstance(link, str):
            raise PagingError(f"what stands at `{self._paging.link.text}` is no link")
        return link


def next_link(header: str) -> str:
    """The address that a `Link` header calls next (RFC 8288); empty where it names none."""
    return next((address for address, parameters in _LINK.findall(header) if _NEXT.search(parameters)), "")
