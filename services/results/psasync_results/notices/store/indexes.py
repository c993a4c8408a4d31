"""The indexes of everything about notices."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from psasync.kit.mongo import Index
from psasync_results.notices.store import digests, endpoints, messages, notices, slots, streaks
from psasync_results.store.newest import FIELD

_ORDER = ((FIELD, 1),)  # read from its end
_FILTERS = ("kind", "channel", "sync", "execution")
_STREAK_DAYS = 400  # longer than any execution is kept: what is forgotten is told anew


def notice_indexes(kept: timedelta) -> Mapping[str, Sequence[Index]]:
    """`kept`: how long notices and their messages stay, from when they were made."""
    seconds = int(kept.total_seconds())
    return {
        notices.COLLECTION: [
            Index(_ORDER),
            Index((("tenant", 1), *_ORDER)),
            *(Index(((name, 1), *_ORDER)) for name in _FILTERS),
            *(Index((("tenant", 1), (name, 1), *_ORDER)) for name in _FILTERS),
            Index((("due", 1),)),
            Index((("slot", 1),)),
            Index((("created_at", 1),), expire_after_seconds=seconds),
        ],
        messages.COLLECTION: [
            Index((("channel", 1), ("due", 1))),
            Index((("created_at", 1),), expire_after_seconds=seconds),
        ],
        slots.COLLECTION: [Index((("closes_at", 1),), expire_after_seconds=seconds)],
        streaks.COLLECTION: [Index((("at", 1),), expire_after_seconds=_STREAK_DAYS * 86_400)],
        endpoints.COLLECTION: [],
        digests.COLLECTION: [
            Index((("due", 1),)),
            Index((("day_end", 1),), expire_after_seconds=seconds),
        ],
    }
