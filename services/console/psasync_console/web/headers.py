"""What every answer tells the browser: load nothing from elsewhere, run nothing that is not a file of ours."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the signs in Tabler's form fields
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # never to other sites; our own need it to tell where a change came from
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000; includeSubDomains"


def security_headers(*, https: bool) -> Mapping[str, str]:
    hsts = {"strict-transport-security": _HSTS} if https else {}
    policy = "; ".join(f"{name} {value}" for name, value in _POLICY.items())
    return {**_HEADERS, "content-security-policy": policy, **hsts}


class SecurityHeadersMiddleware:
    """Outermost: nothing that is sent lacks them, whoever made it. A header of the answer's own stays, `Cache-Control`
    is `no-store` where nothing else is said.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        headers = {**security_headers(https=https), "cache-control": "no-store"}
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._with_ours(message.get("headers", []))}
            await send(message)

        await self._app(scope, receive, sending)

    def _with_ours(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        kept = [header for header in headers if header not in _FOR_INTERFACES]
        present = {name for name, _ in kept}
        return [*kept, *(header for header in self._headers if header[0] not in present)]


# What the edge of every service says by itself: right for an interface, and too strict for pages.
_FOR_INTERFACES = {
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
}
