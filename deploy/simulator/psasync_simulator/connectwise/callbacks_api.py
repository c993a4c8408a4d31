"""`/system/callbacks`."""

from psasync_simulator.connectwise.bodies import json_body
from psasync_simulator.connectwise.callbacks import Callbacks
from psasync_simulator.connectwise.errors import not_allowed, not_found
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
            return json_answer(201, callbacks.create(json_body(request), now))
    return _one(callbacks, int(rest) if rest.isascii() and rest.isdigit() else 0, request, now)


def _one(callbacks: Callbacks, number: int, request: Request, now: int) -> Answer:
    if not callbacks.alive(number):
        raise not_found("CallbackEntry", number)
    match request.method:
        case "GET":
            return json_answer(200, callbacks.record(number))
        case "PUT":
            return json_answer(200, callbacks.replace(number, json_body(request), now))
        case "PATCH":
            return json_answer(200, callbacks.patch(number, json_body(request), now))
        case "DELETE":
            callbacks.delete(number)
            return Answer(204)
    raise not_allowed()
