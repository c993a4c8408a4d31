"""Error answers in ConnectWise's own words."""

from dataclasses import dataclass

from psasync_simulator.http import Answer, json_answer
from psasync_simulator.refusal import Refused


@dataclass(frozen=True, slots=True)
class Fieldwise:
    """One entry of the `errors` list."""

    code: str  # MissingRequiredField, InvalidField, InvalidObject, ObjectExists
    message: str
    field: str


def cannot_route() -> Refused:
    return Refused(Answer(400, b"Cannot route. Codebase/company is invalid.", "text/plain"))


def unauthorized() -> Refused:
    message = "The request requires user authentication, or the credentials are not valid"
    return Refused(json_answer(401, {"code": "Unauthorized", "message": message}))


def client_id_missing() -> Refused:
    message = "The clientId header is missing or is not a valid GUID"
    return Refused(json_answer(401, {"code": "ConnectWiseApi", "message": message}))


def throttled(retry_after: int) -> Refused:
    content = {"code": "ConnectWiseApi", "message": "API rate limit exceeded"}
    return Refused(json_answer(429, content, **{"retry-after": str(retry_after)}))


def web_page_not_found() -> Refused:
    return Refused(Answer(404, b"<html><body>404 - File or directory not found.</body></html>", "text/html"))


def no_endpoint() -> Refused:
    return Refused(json_answer(404, {"code": "ConnectWiseApi", "message": "The endpoint does not exist."}))


def not_found(what: str, number: int) -> Refused:
    return Refused(json_answer(404, {"code": "NotFound", "message": f"{what} {number} not found"}))


def bad_request(message: str) -> Refused:
    return Refused(json_answer(400, {"code": "ConnectWiseApi", "message": message}))


def not_allowed() -> Refused:
    return Refused(json_answer(405, {"code": "ConnectWiseApi", "message": "The method is not supported."}))


def invalid(resource: str, errors: list[Fieldwise]) -> Refused:
    items = [
        {"code": error.code, "message": error.message, "resource": resource, "field": error.field} for error in errors
    ]
    content = {"code": "InvalidObject", "message": f"{resource} object is invalid", "errors": items}
    return Refused(json_answer(400, content))
