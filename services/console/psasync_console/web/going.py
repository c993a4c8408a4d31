"""The answer to a change that was made: on to a page that says what came of it."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from psasync.kit.clock import RealClock
from psasync_console.session.cookies import Cookies
from psasync_console.session.flash import Flash, Tone
from psasync_console.web.templating import HTMX_REQUEST

_SHOWN_WITHIN = timedelta(minutes=2)


def go_to(request: Request, path: str, message: str = "", tone: Tone = "success") -> Response:
    """On to a page of ours, which shows the message once. `path` is ours, never what somebody sent."""
    by_htmx = request.headers.get(HTMX_REQUEST) == "true"
    answer = Response(status_code=204, headers={"HX-Redirect": path}) if by_htmx else RedirectResponse(path, 303)
    if message:
        cookies: Cookies = request.app.state.cookies
        now = RealClock().now()
        cookies.give_flash(answer, Flash(text=message, tone=tone, expires_at=now + _SHOWN_WITHIN), now)
    return answer
