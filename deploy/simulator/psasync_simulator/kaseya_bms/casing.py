"""Keys in PascalCase, as the API's description writes them."""

from dataclasses import replace
from typing import Any

import orjson

from psasync_simulator.http import Answer


def pascal_cased(answer: Answer) -> Answer:
    """Unchanged where the body is no JSON."""
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return answer
    return replace(answer, body=orjson.dumps(_renamed(content)))


def _renamed(content: Any) -> Any:
    if isinstance(content, dict):
        return {f"{name[:1].upper()}{name[1:]}": _renamed(value) for name, value in content.items()}
    return [_renamed(value) for value in content] if isinstance(content, list) else content
