"""Error answers in Syncro's shapes."""

from psasync_simulator.fault_answers import web_page
from psasync_simulator.http import Answer, json_answer
from psasync_simulator.refusal import Refused

PUBLISHED_CALLS = 180
"""Per minute and source address; all callers of the simulator count as one address."""

WINDOW_SECONDS = 60.0


def unauthorized() -> Refused:
    return Refused(json_answer(401, {"error": "Unauthorized"}))


def forbidden() -> Answer:
    """A good token whose user may not: 401 too, told apart by its words alone."""
    text = "Not authorized. Please ask account admin to update your group permissions."
    return json_answer(401, {"error": text})


def throttled(retry_after: str = "") -> Answer:
    """Syncro documents no header; an ordered fault can carry one, as a proxy in between may add it."""
    headers = {"retry-after": retry_after} if retry_after else {}
    return json_answer(429, {"error": "Too many requests"}, **headers)


def no_account() -> Refused:
    return Refused(web_page(404, "This account does not exist."))


def no_endpoint() -> Refused:
    return Refused(Answer(404))


def not_found(*, with_message: bool) -> Refused:
    """Empty for some lists, an object for others."""
    return Refused(json_answer(404, {"message": "Not found"}) if with_message else Answer(404))
