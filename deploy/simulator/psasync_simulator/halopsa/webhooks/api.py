"""`/api/Webhook`."""

from typing import Any

import orjson

from psasync_simulator.halopsa.errors import bad_request, not_allowed
from psasync_simulator.halopsa.webhooks.hooks import Hooks
from psasync_simulator.http import Answer, Request, json_answer

_DETAILS = frozenset({"events"})
_SECRET = frozenset({"basic_password"})


def answer_webhooks(hooks: Hooks, identifier: str, request: Request) -> Answer:
    """`identifier`: what follows in the path. Lists leave out the events. Raises `Refused`."""
    match request.method, identifier:
        case "GET", "":
            return json_answer(200, [_shown(entry, _SECRET | _DETAILS) for entry in hooks.all()])
        case "POST", "":
            return json_answer(201, [_shown(hooks.save(given), _SECRET) for given in _given(request)])
        case "GET", _:
            return json_answer(200, _shown(hooks.get(identifier), _SECRET))
        case "DELETE", _:
            hooks.delete(identifier)
            return Answer(204)
    raise not_allowed()


def _given(request: Request) -> list[dict[str, Any]]:
    try:
        given = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise bad_request("The body is no JSON") from error
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_request("The body must be an array of webhooks")
    return given


def _shown(entry: dict[str, Any], without: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in without}
