"""The envelope that BMS answers with, and its complaints. Codes and words of complaints are the simulator's own."""

from typing import Any

from psasync_simulator.http import Answer, json_answer
from psasync_simulator.refusal import Refused


def success(result: Any, total: int | None = None) -> Answer:
    content = {"success": True, "error": None, "result": result}
    return json_answer(200, content if total is None else {**content, "totalRecords": total})


def complaint(message: str, *, status: int = 200, retry_after: float = 0) -> Answer:
    """What went wrong rides in a 200 unless a status says it too."""
    headers = {"retry-after": f"{retry_after:g}"} if retry_after else {}
    error = {"code": 0, "message": message, "details": None, "stackStrace": None, "subErrors": []}
    return json_answer(status, {"success": False, "error": error, "result": None}, **headers)


def unauthenticated() -> Refused:
    """The web server's own answer to a token that it does not take: no body at all."""
    return Refused(Answer(401, b"", headers={"www-authenticate": 'Bearer error="invalid_token"'}))


def expired() -> Refused:
    return Refused(complaint("The access token has expired."))


def throttled() -> Refused:
    return Refused(complaint("API rate limit exceeded.", status=429))


def not_found(singular: str) -> Refused:
    return Refused(complaint(f"{singular} not found."))


def invalid(what: str) -> Refused:
    return Refused(complaint(f"{what} is invalid."))


def no_endpoint() -> Refused:
    return Refused(Answer(404, b"", "text/html"))


def not_allowed() -> Refused:
    return Refused(Answer(405, b"", "text/html"))
