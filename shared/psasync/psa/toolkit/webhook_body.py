"""The body of a webhook, before anything is believed about it."""

from typing import Any

import orjson

from psasync.psa.port import WebhookRefused

MAX_DEPTH = 100
"""Objects and lists inside of one another. No PSA nests so deep, and what is deeper cannot be passed on."""


def shallow(content: Any) -> Any:
    """The content of a JSON text as it is. Raises `ValueError` where it is nested too deep."""
    if _is_deeper(content, MAX_DEPTH):
        raise ValueError("nested too deep")
    return content


def json_object(body: bytes) -> dict[str, Any]:
    """Raises `WebhookRefused` where it is none."""
    try:
        content = shallow(orjson.loads(body))
    except ValueError:
        raise WebhookRefused("body_not_json") from None
    if not isinstance(content, dict):
        raise WebhookRefused("body_not_json")
    return content


def _is_deeper(content: Any, depth: int) -> bool:
    level = [content]
    for _ in range(depth):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    """The objects and lists in it."""
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    return [inner for inner in value if isinstance(inner, dict | list)] if isinstance(value, list) else []
