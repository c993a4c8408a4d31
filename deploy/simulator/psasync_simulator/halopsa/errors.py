"""Error answers in Halo's several shapes."""

from psasync_simulator.fault_answers import web_page
from psasync_simulator.http import Answer, json_answer
from psasync_simulator.refusal import Refused


def no_instance() -> Refused:
    return Refused(web_page(404, "404 - There is no site at this address."))


def no_user_agent() -> Refused:
    return Refused(web_page(403, "403 Forbidden"))


def login_refused(code: str, description: str) -> Refused:
    return Refused(json_answer(400, {"error": code, "error_description": description}))


def unauthorized() -> Refused:
    """As the API refuses a token: without a word."""
    return Refused(Answer(401))


def throttled(calls: int, retry_after: int | None) -> Refused:
    return Refused(throttle_answer(calls, retry_after))


def throttle_answer(calls: int, retry_after: float | None) -> Answer:
    headers = {} if retry_after is None else {"retry-after": f"{retry_after:g}"}
    text = f"Rate Limit Reached - {calls} Requests per rolling 5 minute window"
    return Answer(429, text.encode(), "text/plain", headers)


def not_found(what: str, number: int | str) -> Refused:
    return Refused(json_answer(404, {"ClassName": "NotFoundException", "Message": f"{what} {number} was not found"}))


def no_endpoint(path: str) -> Refused:
    return Refused(json_answer(404, {"Message": f"No HTTP resource was found for {path}"}))


def bad_request(message: str) -> Refused:
    return Refused(json_answer(400, {"resultCode": "BadRequest", "errorMessage": message}))


def not_allowed() -> Refused:
    return Refused(json_answer(405, "The requested resource does not support this method."))
