"""The values of fields that Autotask declares as picklists."""

import time
from collections.abc import Mapping
from typing import Any

from psasync.psa.autotask.client import Client, Reply
from psasync.psa.autotask.endpoints import Picklist
from psasync.psa.toolkit.rows import Row

KEPT_SECONDS = 600.0
"""How long labels are used before they are asked for again: set-up changes a few times a year."""


class Picklists:
    """`rows` is always fresh, because it is what is read; labels are kept for a while, because pages need them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kept: dict[str, tuple[float, Any]] = {}  # one entry per kind of record

    async def rows(self, picklist: Picklist) -> tuple[list[Any], Reply]:
        """The declared values. Raises `PsaError` where Autotask declares no such picklist."""
        reply = await self._read(picklist.path)
        found = _values(reply.content, picklist.field)
        if found is None:
            raise self._client.faults.unreadable(_path(picklist.path), f"it declares no picklist {picklist.field}")
        return found, reply

    async def labels(self, picklist: Picklist) -> Mapping[str, str]:
        """By value; empty where the field is no picklist."""
        kept_at, content = self._kept.get(picklist.path, (0.0, None))
        if content is None or time.monotonic() - kept_at > KEPT_SECONDS:
            content = (await self._read(picklist.path)).content
        rows = _values(content, picklist.field) or []
        return {str(row["value"]): row["label"] for row in rows if _is_labelled(row)}

    async def _read(self, path: str) -> Reply:
        reply = await self._client.call("GET", _path(path))
        if _fields(reply.content) is None:
            raise self._client.faults.unreadable(_path(path), "it holds no fields")
        self._kept[path] = time.monotonic(), reply.content
        return reply


def _path(path: str) -> str:
    return f"{path}/entityInformation/fields"


def _fields(content: Any) -> list[Any] | None:
    fields = content.get("fields") if isinstance(content, dict) else None
    return fields if isinstance(fields, list) else None


def _values(content: Any, field: str) -> list[Any] | None:
    for one in _fields(content) or ():
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str) and name.lower() == field.lower():
            values = one.get("picklistValues")
            return values if isinstance(values, list) else None
    return None


def _is_labelled(row: Row | Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("label"), str) and isinstance(row.get("value"), str | int)
