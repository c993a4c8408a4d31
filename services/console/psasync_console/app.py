"""The composition root: which parts there are and how they hang together."""

from fastapi import Depends, FastAPI

from psasync.kit.http import create_app
from psasync.kit.loops import Loops
from psasync.kit.service import Parts
from psasync_console.assets.served import Assets
from psasync_console.pages.registry import PAGES
from psasync_console.session.cookies import Cookies
from psasync_console.session.guard import only_from_here
from psasync_console.settings import ConsoleSettings
from psasync_console.web import assets as asset_routes
from psasync_console.web import errors
from psasync_console.web.headers import SecurityHeadersMiddleware
from psasync_console.web.live import LiveStreams
from psasync_console.web.names import Names
from psasync_console.web.navigation import Navigation
from psasync_console.web.platform import Platform
from psasync_console.web.problem_pages import ProblemPagesMiddleware
from psasync_console.web.templating import Templates


def drawing() -> Templates:
    """All pages, ready to be drawn: nothing of them depends on settings."""
    return Templates(Assets(), Navigation([entry for page in PAGES for entry in page.nav]))


async def build(settings: ConsoleSettings, templates: Templates | None = None) -> FastAPI:
    """The console, ready to be served. It starts whether or not the other services are there."""
    templates, platform = templates or drawing(), Platform(settings)
    parts = Parts(loops=Loops(), closing=(platform,))
    app = create_app(
        service="console",
        title="PSA Sync console",
        version="1.0",
        settings=settings,
        routers=(asset_routes.router,),
        ready=parts.ready,
        lifespan=parts.lifespan,
    )
    for page in PAGES:
        app.include_router(page.router, dependencies=[Depends(only_from_here)])
    errors.install(app)
    app.state.platform = platform
    app.state.assets = templates.assets
    app.state.cookies = Cookies.of(settings)
    app.state.names = Names()
    app.state.live = LiveStreams(total=settings.console_streams_total, per_key=settings.console_streams_per_session)
    app.state.templates = templates
    app.add_middleware(ProblemPagesMiddleware)
    app.add_middleware(SecurityHeadersMiddleware, https=settings.https)
    return app
