"""How each style of paging asks and moves on; one file per style."""

from psasync.psa.http_source.definition.paging import Cursors, NextLinks, NoPaging, Offsets, PageNumbers, Paging
from psasync.psa.http_source.reading.paging.cursors import CursorPager
from psasync.psa.http_source.reading.paging.links import LinkPager
from psasync.psa.http_source.reading.paging.offsets import OffsetPager
from psasync.psa.http_source.reading.paging.page_numbers import PageNumberPager
from psasync.psa.http_source.reading.paging.pager import Pager
from psasync.psa.http_source.reading.paging.single import SinglePager

__all__ = ["Pager", "pager_of"]


def pager_of(paging: Paging) -> Pager:
    match paging:
        case NoPaging():
            return SinglePager()
        case PageNumbers():
            return PageNumberPager(paging)
        case Offsets():
            return OffsetPager(paging)
        case Cursors():
            return CursorPager(paging)
        case NextLinks():
            return LinkPager(paging)
