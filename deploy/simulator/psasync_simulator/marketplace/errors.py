"""The marketplace's refusals, in one shape."""

from psasync_simulator.http import Answer, json_answer
from psasync_simulator.refusal import Refused


def said(status: int, message: str, **headers: str) -> Answer:
    return json_answer(status, {"error": {"message": message}}, **headers)


def unauthorized() -> Refused:
    return Refused(said(401, "The API key is not valid"))


def not_found(what: str) -> Refused:
    return Refused(said(404, f"There is no such {what}"))


def not_allowed() -> Refused:
    return Refused(said(405, "This interface is for reading", allow="GET"))


def bad_request(message: str) -> Refused:
    return Refused(said(400, message))


def throttled(retry_after: int) -> Refused:
    return Refused(said(429, "Too many requests", **{"retry-after": str(retry_after)}))
