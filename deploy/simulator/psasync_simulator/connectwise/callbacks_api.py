"""`/system/callbacks`."""

from typing import Any

import orjson

from psasync_simulator.connectwise.callbacks import Callbacks
from psasync_simulator.connectwise.errors import bad_request, not_allowed, not_found
from psasync_simulator.connectwise.lists import answer_count, answer_list
from psasync_simulator.http import Answer, Request, json_answer


def answer_callbacks(callbacks: Callbacks, rest: str, request: Request, now: int) -> Answer:
    """`rest` is what follows in the path. Raises `Refused`."""
    match request.method, rest:
        case "GET", "":
            return answer_list(callbacks, None, request)
        case "GET", "count":
            return answer_count(callbacks, None, request)
        case "POST", "":
            return json_answer(201, callbacks.create(_json(request), now))
    return _one(callbacks, int(rest) if rest.isascii() and rest.isdigit() else 0, request, now)


def _one(callbacks: Callbacks, number: int, request: Request, now: int) -> Answer:
    if not callbacks.alive(number):
        raise not_found("CallbackEntry", number)
    match request.method:
        case "GET":
            return json_answer(200, callbacks.record(number))
        case "PUT":
            return json_answer(200, callbacks.replace(number, _json(request), now))
        case "PATCH":
            return json_answer(200, callbacks.patch(number, _json(request), now))
        case "DELETE":
            callbacks.delete(number)
            return Answer(204)
    raise not_allowed()


def _json(request: Request) -> Any:
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise bad_request("The body is not JSON") from error
