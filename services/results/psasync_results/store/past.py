"""Moments that are past, for documents of which most have none at all.

Some servers look at every document without a value where a range has no lower end, however few have one.
"""

from datetime import UTC, datetime
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def before(moment: datetime) -> dict[str, Any]:
    return {"$gt": _EPOCH, "$lt": moment}


def up_to(moment: datetime) -> dict[str, Any]:
    return {"$gt": _EPOCH, "$lte": moment}
