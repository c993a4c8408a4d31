"""The domain's verdicts as problems."""

from typing import Any, cast

from fastapi import FastAPI, Request, Response

from psasync.kit.http import Problem, conflict, invalid, not_found
from psasync.kit.http.context import request_id
from psasync_scheduler.domain.errors import Invalid, NotFound, Refused, Stale


def install(app: FastAPI) -> None:
    for verdict in (Invalid, NotFound, Refused, Stale):
        # Starlette types every handler as one of `Exception`, which a narrower one is not.
        app.add_exception_handler(verdict, cast("Any", _answer))


async def _answer(request: Request, verdict: Invalid | NotFound | Refused | Stale) -> Response:
    return problem_of(verdict).response(request_id(request))


def problem_of(verdict: Invalid | NotFound | Refused | Stale) -> Problem:
    """As the verdict is answered."""
    match verdict:
        case Invalid():
            return invalid([(error.field, error.message) for error in verdict.errors])
        case NotFound():
            return not_found(verdict.what)
        case Refused():
            return conflict(verdict.detail, code=verdict.code, extra=verdict.extra)
        case Stale():
            detail = f"It has changed since you read it: {verdict}."
            return Problem(412, "Not the version you read", detail, code="stale", extra={"version": verdict.version})
