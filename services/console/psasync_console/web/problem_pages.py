"""Every problem becomes a page that says what happened and what to do; to htmx, a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from psasync.kit.http.problems import MEDIA_TYPE, TYPE_PREFIX
from psasync_console.web.templating import HTMX_REQUEST, Templates

_KEPT_HEADERS = {b"retry-after", b"x-request-id", b"www-authenticate", b"connection"}
_SIGN_IN_NEEDED = TYPE_PREFIX + "sign-in-needed"

# What to do, by status.
_ADVICE = {
    401: "Sign in again, and repeat what you did.",
    403: "Ask an administrator of the platform if you need this.",
    404: "It may have been removed, or its address mistyped. Look for it in the lists.",
    409: "Load the page again to see how things are now, and decide anew.",
    422: "Go back and correct the marked fields.",
    429: "Wait for the time given and try again.",
    500: "Try again. If it stays, give the request id below to whoever runs the platform.",
    503: "Try again in a moment; nothing was lost. If it stays, whoever runs the platform can look at its services.",
}


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What the page of a problem shows."""

    status: int
    title: str
    detail: str
    advice: str
    request_id: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> ProblemView:
        status = int(body["status"])
        fields = [f"{each['field']}: {each['message']}" for each in body.get("errors") or ()]
        detail = " ".join(part for part in (body.get("detail", ""), "; ".join(fields)) if part)
        advice = _ADVICE.get(status) or _ADVICE[503 if status >= HTTPStatus.BAD_GATEWAY else 500]
        return cls(status, body["title"], detail, advice, body.get("request_id") or "")


class ProblemPagesMiddleware:
    """Outside of everything that answers with a problem, the edge of the service included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = _Taken(send)
        await self._app(scope, receive, taken.send)
        if taken.start is not None:
            request = Request(scope)
            answer = _answer(request, orjson.loads(taken.body))
            for name, value in taken.start["headers"]:
                if name in _KEPT_HEADERS:
                    answer.headers[name.decode()] = value.decode()
            await answer(scope, receive, send)


class _Taken:
    """Lets good answers through as they come, and holds problems back."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self.start = message
        elif self.start is None:
            await self._send(message)
        else:
            self.body += message.get("body", b"")


def _is_problem(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    kind: bytes = headers.get(b"content-type", b"")
    return kind.startswith(MEDIA_TYPE.encode())


def _answer(request: Request, body: Mapping[str, Any]) -> Response:
    by_htmx = request.headers.get(HTMX_REQUEST) == "true"
    if body["type"] == _SIGN_IN_NEEDED:
        return _to_sign_in(request, by_htmx=by_htmx)
    if not by_htmx and "text/html" not in request.headers.get("accept", ""):
        return Response(orjson.dumps(body), int(body["status"]), media_type=MEDIA_TYPE)
    templates: Templates = request.app.state.templates
    view = ProblemView.of(body)
    if by_htmx and request.headers.get("hx-boosted") != "true":
        text = templates.text(request, "problems/toast.html", {"problem": view})
        # Wherever the answer was meant to go: the page stays as it is and says what went wrong.
        return HTMLResponse(text, view.status, {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"})
    return HTMLResponse(templates.text(request, "problems/page.html", {"problem": view}), view.status)


def _to_sign_in(request: Request, *, by_htmx: bool) -> Response:
    if by_htmx or request.method != "GET":
        here = "/" if not by_htmx else request.headers.get("hx-current-url", "/").partition("://")[2].partition("/")[2]
        target = f"/sign-in?back_to={quote('/' + here.lstrip('/'))}"
        return Response(status_code=204, headers={"HX-Redirect": target}) if by_htmx else RedirectResponse(target, 303)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/sign-in?back_to={quote(request.url.path + query)}", 303)
