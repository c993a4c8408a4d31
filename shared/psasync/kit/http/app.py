"""The factory of every service's HTTP application."""

import asyncio
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.cors import CORSMiddleware

from psasync.kit.http import errors, openapi
from psasync.kit.http.guesses import Guesses
from psasync.kit.http.health import Ready, health_router
from psasync.kit.http.limits import Limit, requests_limit
from psasync.kit.http.middleware.body_limit import BodyLimitMiddleware
from psasync.kit.http.middleware.edge import EdgeMiddleware
from psasync.kit.http.middleware.rate_fields import RateFieldsMiddleware
from psasync.kit.http.middleware.time_limit import TimeLimitMiddleware
from psasync.kit.http.middleware.unread_body import UnreadBodyMiddleware
from psasync.kit.http.principal import Authenticator
from psasync.kit.settings import HttpSettings

_HEADERS_OF_SCRIPTS = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Last-Event-ID",
)
_HEADERS_FOR_SCRIPTS = ("ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id")

# FastAPI's own would hand bodies and the messages of errors to whatever the environment names, and costs a fifth of the
# time of a request in which there is nothing to hand on.
_NO_TELEMETRY = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False, auto_configure=False)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    service: str,
    title: str,
    version: str,
    settings: HttpSettings,
    routers: Sequence[APIRouter],
    ready: Ready,
    lifespan: Lifespan | None = None,
    authenticator: Authenticator | None = None,
    max_body_bytes: int = 1_048_576,
    request_timeout_seconds: float = 30,
    unavailable_errors: Sequence[type[Exception]] = (),
) -> FastAPI:
    """An application in which every error is a problem, every body bounded and every request timed.

    `ready` gives each part's name with "ok" or what is wrong with it. `lifespan` starts and stops the parts.
    `unavailable_errors` are answered with 503. Endpoints find `settings`, `authenticator` and `stopping` (set when
    the server is told to stop) in `app.state`.
    """
    # The built-in documentation pages load their scripts from elsewhere, so only the document itself is served.
    app = FastAPI(
        title=title,
        version=version,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry=_NO_TELEMETRY,
    )
    app.state.settings = settings
    app.state.authenticator = authenticator
    app.state.trusted_proxies = settings.http_trusted_proxies
    app.state.requests = _requests(settings)
    app.state.guesses = Guesses(settings.http_refusals_per_minute) if settings.http_refusals_per_minute else None
    app.state.stopping = asyncio.Event()
    app.include_router(health_router(ready))
    for router in routers:
        app.include_router(router)
    errors.install(app, unavailable_errors)
    openapi.install(app)
    # The one added last is outermost.
    app.add_middleware(BodyLimitMiddleware, limit=max_body_bytes)
    app.add_middleware(TimeLimitMiddleware, seconds=request_timeout_seconds)
    app.add_middleware(UnreadBodyMiddleware)
    app.add_middleware(RateFieldsMiddleware)
    if settings.http_cors_origins:
        _let_scripts_in(app, settings.http_cors_origins)
    app.add_middleware(EdgeMiddleware, service=service)
    return app


def _let_scripts_in(app: FastAPI, origins: AbstractSet[str]) -> None:
    """Keys are shown by hand, never by the browser itself: no cookies, and so nothing for a foreign page to ride on."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=_HEADERS_OF_SCRIPTS,
        expose_headers=_HEADERS_FOR_SCRIPTS,
        max_age=600,
    )


def _requests(settings: HttpSettings) -> Limit | None:
    per_minute = settings.http_requests_per_minute
    return requests_limit(per_minute, settings.http_request_burst) if per_minute else None
