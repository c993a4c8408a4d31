"""The `Link` header of a list."""

import re
from urllib.parse import parse_qsl, urlsplit

_LINK = re.compile(r'<(?P<url>[^>]*)>\s*;\s*rel="?(?P<rel>[a-z]+)"?', re.IGNORECASE)


def next_page_id(header: str) -> int | None:
    """The `pageId` of the next page, or None if the header names no forward-only next page.

    Only the number is believed: the address in the header is never called.
    """
    for match in _LINK.finditer(header):
        if match["rel"].lower() == "next":
            return _page_id(match["url"])
    return None


def _page_id(url: str) -> int | None:
    try:
        query = parse_qsl(urlsplit(url).query)
    except ValueError:
        return None
    for name, value in query:
        if name.lower() == "pageid" and value.isascii() and value.isdigit():
            return int(value)
    return None
