"""What the services answer, as what the console answers."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from psasync.kit.http import Problem
from psasync.kit.http.context import request_id
from psasync.kit.logging import get_logger
from psasync_client import ConnectionFailed, ProblemError, PsaSyncError, Timeout, Unauthorized
from psasync_console.session.guard import SignInNeeded

log = get_logger(__name__)


def install(app: FastAPI) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        return problem_of(error).response(request_id(request))

    app.add_exception_handler(PsaSyncError, handle)


def problem_of(error: Exception) -> Problem:
    """The services' own words, which are written for people, under the status that they gave."""
    if isinstance(error, Unauthorized):
        return SignInNeeded("Your key is over: it has expired or was revoked.")
    if isinstance(error, ProblemError):
        headers = {} if error.retry_after is None else {"Retry-After": str(round(error.retry_after))}
        fields = [{"field": each.field, "message": each.message} for each in error.errors]
        extra = {**error.extra, **({"errors": fields} if fields else {})}
        return Problem(error.status, error.title, error.detail, code=error.code, extra=extra, headers=headers)
    log.warning("a service does not answer as it should", error=f"{type(error).__name__}: {error!s:.300}")
    if isinstance(error, ConnectionFailed):
        return _down(f"The {_NAMES.get(error.service, error.service)} service does not answer.")
    if isinstance(error, Timeout):
        return _down("A service took too long to answer.")
    return Problem(502, "A service answered with what this console cannot read", code="unexpected-answer")


_NAMES = {"relay": "tickets relay"}


def _down(detail: str) -> Problem:
    return Problem(503, "Not available at the moment", detail, code="unavailable", headers={"Retry-After": "5"})
