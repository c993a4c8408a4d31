"""Error answers in Autotask's own shapes. Most are a 500, whatever the reason."""

from psasync_simulator.http import Answer, json_answer
from psasync_simulator.refusal import Refused


def said(status: int, *texts: str, **headers: str) -> Answer:
    return json_answer(status, {"errors": list(texts)}, **headers)


def failed(*texts: str) -> Refused:
    return Refused(said(500, *texts))


def unauthorized() -> Refused:
    """Its body is not documented; this one has none."""
    return Refused(Answer(401))


def unknown_integration() -> Refused:
    return failed("IntegrationCode is invalid.")


def unknown_user(user: str) -> Refused:
    return failed(f"Zone information could not be determined for user: {user}")


def no_resource() -> Refused:
    return Refused(json_answer(404, {"Message": "No HTTP resource was found that matches the request URI."}))


def not_allowed(method: str) -> Refused:
    message = f"The requested resource does not support http method '{method}'."
    return Refused(json_answer(405, {"Message": message}))


def unknown_field(name: str, entity: str) -> Refused:
    return failed(f"Unable to find {name} in the {entity} Entity.")


def suspended(status: int, seconds: float) -> Answer:
    """More calls in an hour than the database may have. Which status it is, is not published."""
    text = "The API request threshold has been exceeded for this database. API access is suspended."
    return said(status, text, **({"retry-after": f"{seconds:g}"} if status == 429 and seconds else {}))


def too_many_threads(endpoint: str) -> Refused:
    """More calls at a time than the endpoint takes. Neither its status nor its words are published."""
    return Refused(said(429, f"The thread limit for the endpoint {endpoint} has been exceeded."))
