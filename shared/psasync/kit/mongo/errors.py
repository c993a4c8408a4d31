"""Reading the driver's errors."""

import re
from typing import Any

from pymongo.errors import BulkWriteError, DuplicateKeyError

_DUPLICATE_KEY = 11000
_INDEX_NAME = re.compile(r" index: (?:[^ ]*\.\$)?(\S+) dup key")


def only_duplicates(error: BulkWriteError) -> bool:
    """Whether nothing else went wrong than documents that were there already.

    False as well when the write concern failed: what did get written is then not known to be safe.
    """
    details = error.details
    mistakes = details.get("writeErrors", [])
    return (
        bool(mistakes)
        and not details.get("writeConcernErrors")
        and all(mistake.get("code") == _DUPLICATE_KEY for mistake in mistakes)
    )


def duplicate_indexes(error: BulkWriteError) -> dict[int, str]:
    """Position of each refused operation, with the name of the unique index that refused it (`_id_` for ids)."""
    return {
        mistake["index"]: _index_name(mistake)
        for mistake in error.details.get("writeErrors", [])
        if mistake.get("code") == _DUPLICATE_KEY
    }


def duplicate_index(error: DuplicateKeyError) -> str:
    """The name of the unique index that refused a single write (`_id_` for ids)."""
    return _index_name(dict(error.details or {"errmsg": str(error)}))


def _index_name(mistake: dict[str, Any]) -> str:
    found = _INDEX_NAME.search(str(mistake.get("errmsg", "")))
    return found.group(1) if found else ""
