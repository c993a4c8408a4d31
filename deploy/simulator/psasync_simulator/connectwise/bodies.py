"""Request bodies."""

from typing import Any

import orjson

from psasync_simulator.connectwise.errors import Fieldwise, bad_request, invalid
from psasync_simulator.http import Request


def json_body(request: Request) -> Any:
    """Raises `Refused` (400)."""
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise bad_request("The body is not JSON") from error


def patched_fields(operations: Any, resource: str) -> dict[str, Any]:
    """What a PATCH body sets, by field, the last operation winning; None for what it removes.

    The body is a bare array of `{op, path, value}`; a path may begin with a slash. Raises `Refused` (400).
    """
    if not isinstance(operations, list):
        raise invalid(resource, [Fieldwise("InvalidObject", "The body must be an array", "patch")])
    changes: dict[str, Any] = {}
    for operation in operations:
        match operation:
            case {"op": "add" | "replace", "path": str() as path, "value": value}:
                changes[path.removeprefix("/")] = value
            case {"op": "remove", "path": str() as path}:
                changes[path.removeprefix("/")] = None
            case _:
                raise invalid(resource, [Fieldwise("InvalidObject", "Not a patch operation", "patch")])
    return changes
