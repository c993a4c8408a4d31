"""Turns whatever an endpoint raises into a problem."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from pymongo.errors import ConnectionFailure, PyMongoError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from psasync.kit.http.context import request_id
from psasync.kit.http.middleware.body_limit import BodyTooLarge
from psasync.kit.http.problems import Problem, invalid, too_large, unavailable
from psasync.kit.logging import get_logger

log = get_logger(__name__)

E = TypeVar("E", bound=Exception)

INTERNAL = Problem(500, "Something went wrong here", "The request id leads to its log lines.", code="internal")


def install(app: FastAPI, unavailable_errors: Sequence[type[Exception]]) -> None:
    """`unavailable_errors`: what else means that a part below is down, and so 503."""
    _handle(app, Problem, _problem)
    _handle(app, HTTPException, _http_exception)
    _handle(app, BodyTooLarge, _too_large)
    _handle(app, RequestValidationError, _validation)
    _handle(app, WebSocketRequestValidationError, _validation)
    _handle(app, PyMongoError, _mongo)
    for error in unavailable_errors:
        _handle(app, error, _unavailable)


def _handle(app: FastAPI, error: type[E], handler: Callable[[Any, E], Awaitable[Response]]) -> None:
    """The answer to a WebSocket is the refusal to open it."""
    # Starlette types every handler as one of `Exception`, which none of these is.
    app.add_exception_handler(error, cast("Any", handler))


async def _problem(request: Request, error: Problem) -> Response:
    return error.response(request_id(request))


async def _http_exception(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    detail = "" if error.detail == status.phrase else str(error.detail)
    code = status.phrase.lower().replace(" ", "-")
    problem = Problem(status, status.phrase, detail, code=code, headers=error.headers)
    return problem.response(request_id(request))


async def _too_large(request: Request, error: BodyTooLarge) -> Response:
    return too_large(error.limit).response(request_id(request))


async def _validation(
    request: HTTPConnection, error: RequestValidationError | WebSocketRequestValidationError
) -> Response:
    # Only path and message: what was sent may hold a secret.
    errors = [(_path(detail["loc"]), str(detail["msg"]).removeprefix("Value error, ")) for detail in error.errors()]
    return invalid(errors).response(request_id(request))


async def _mongo(request: Request, error: PyMongoError) -> Response:
    if isinstance(error, ConnectionFailure) or error.timeout:
        return await _unavailable(request, error)
    log.error("request failed", exc_info=error)
    return INTERNAL.response(request_id(request))


async def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("a part is unavailable", error=f"{type(error).__name__}: {error!s:.300}")
    return unavailable("A part of this service is down; the request can be repeated.").response(request_id(request))


def _path(location: Sequence[int | str]) -> str:
    """The field's path without the part of the request; the whole body and bad JSON have none."""
    if location and location[0] in {"body", "query", "path", "header", "cookie"}:
        location = location[1:]
    return ".".join(str(part) for part in location)
