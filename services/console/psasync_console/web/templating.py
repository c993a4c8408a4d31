"""Templates, and what all of them can use."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Macro
from starlette.responses import HTMLResponse

from psasync.contracts.vocabulary import Role
from psasync.kit.clock import RealClock
from psasync_console.assets.building import SPRITE
from psasync_console.assets.served import Assets
from psasync_console.session import csrf
from psasync_console.session.cookies import Cookies
from psasync_console.session.guard import current_session
from psasync_console.web import showing
from psasync_console.web.navigation import Navigation

HTMX_REQUEST = "hx-request"

_COMPONENTS = "components/"


class Templates:
    """Renders with escaping always on; a name that is not there is an error, never an empty place."""

    def __init__(self, assets: Assets, navigation: Navigation) -> None:
        self.assets = assets
        self._navigation = navigation
        self._environment = Environment(
            loader=PackageLoader("psasync_console"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(asset=assets.url, sprite=assets.url(SPRITE), **showing.FUNCTIONS)
        self._environment.filters.update(showing.FILTERS)
        self._load_components()

    def _load_components(self) -> None:
        """The macros of `templates/components`, for every template by `ui.<name>`, without importing them."""
        components = SimpleNamespace()
        # There before they are loaded: macros use each other.
        self._environment.globals["ui"] = components
        for name in self._environment.list_templates(filter_func=lambda name: name.startswith(_COMPONENTS)):
            module = self._environment.get_template(name).module
            vars(components).update({key: value for key, value in vars(module).items() if isinstance(value, Macro)})

    def text(self, request: Request, name: str, context: Mapping[str, Any]) -> str:
        session = current_session(request)
        common = {
            "session": session,
            "navigation": self._navigation.of(session, request.url.path) if session else (),
            "csrf": csrf.masked(session.csrf) if session else "",
            "path": request.url.path,
            "now": RealClock().now(),
            "operator_role": Role.OPERATOR,
            "admin_role": Role.ADMIN,
            "tenant": None,
            "flash": None,
        }
        return self._environment.get_template(name).render({**common, **context})


def render(request: Request, name: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """A page or a fragment, from `templates/<name>`."""
    templates: Templates = request.app.state.templates
    cookies: Cookies = request.app.state.cookies
    flash = None if request.headers.get(HTMX_REQUEST) else cookies.flash(request, RealClock().now())
    answer = HTMLResponse(templates.text(request, name, {"flash": flash, **context}), status)
    if flash is not None:
        cookies.forget_flash(answer)
    return answer


def fragment(request: Request, name: str, /, **context: Any) -> str:
    """The text of a part of a page, for a live stream."""
    templates: Templates = request.app.state.templates
    return templates.text(request, name, context)


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks, for a part of a page: not for a whole one that it goes to or that history brings back."""
    headers = request.headers
    whole = headers.get("hx-boosted") == "true" or "hx-history-restore-request" in headers
    return headers.get(HTMX_REQUEST) == "true" and not whole
