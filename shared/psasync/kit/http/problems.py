"""Errors as callers see them: application/problem+json with a stable code."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:psasync:problem:"


class FieldError(BaseModel):
    field: str = Field(description="Path of the field, dots between its parts.")
    message: str


class ProblemBody(BaseModel):
    """The body of every error answer."""

    type: str = Field(description=f"`{TYPE_PREFIX}<code>`: stable, to be told apart by programs.")
    title: str
    status: int
    detail: str = ""
    request_id: str = Field("", description="What to name when asking about it; also in X-Request-Id.")
    errors: list[FieldError] | None = Field(None, description="The mistakes of a request that is not valid.")


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Raise it anywhere below an endpoint. `code` is a slug; `extra` becomes members of the body."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        code: str,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.code = code
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})

    def response(self, request_id: str = "") -> Response:
        body = {
            **self.extra,
            "type": TYPE_PREFIX + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
        }
        return Response(orjson.dumps(body, default=str), self.status, self.headers, MEDIA_TYPE)


def bad_request(detail: str, *, code: str = "bad-request") -> Problem:
    return Problem(400, "The request cannot be read", detail, code=code)


def unauthorized(detail: str = "A valid API key is needed: Authorization: Bearer <api key>.") -> Problem:
    return Problem(401, "Not authenticated", detail, code="unauthorized", headers={"WWW-Authenticate": "Bearer"})


def forbidden(detail: str, *, code: str = "forbidden") -> Problem:
    return Problem(403, "Not allowed", detail, code=code)


def not_found(what: str) -> Problem:
    """`what` names the kind of thing, with its id where the caller gave it."""
    return Problem(404, "Not found", f"There is no {what}.", code="not-found")


def conflict(detail: str, *, code: str = "conflict", extra: Mapping[str, Any] | None = None) -> Problem:
    return Problem(409, "Conflict with the present state", detail, code=code, extra=extra)


def too_large(limit: int) -> Problem:
    # The rest of the body stays unread, so the connection cannot serve another request.
    headers = {"Connection": "close"}
    detail = f"At most {limit} bytes are taken."
    return Problem(413, "The body is too large", detail, code="too-large", headers=headers)


def invalid(errors: Sequence[tuple[str, str]], detail: str = "Some fields are not valid.") -> Problem:
    """`errors` pairs the path of each field with what is wrong with it."""
    extra = {"errors": [{"field": field, "message": message} for field, message in errors]}
    return Problem(422, "The request is not valid", detail, code="invalid", extra=extra)


def unavailable(detail: str, *, retry_after: int = 5, code: str = "unavailable") -> Problem:
    """Worth repeating after `retry_after` seconds."""
    headers = {"Retry-After": str(retry_after)}
    return Problem(503, "Not available at the moment", detail, code=code, headers=headers)
