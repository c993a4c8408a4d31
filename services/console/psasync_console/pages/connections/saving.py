"""From a form to what is sent for a connection."""

from __future__ import annotations

from typing import Any

from psasync_client import AsyncClient
from psasync_client.models.scheduler import CheckView, ConnectionView
from psasync_console.pages.connections.fields import secrets_of, settings_of
from psasync_console.web.forms import Form

_LIMITS = ("calls_per_minute", "concurrent_calls")


def new_body(form: Form) -> dict[str, Any]:
    return {**trial_body(form), "name": form.one("name")}


def trial_body(form: Form) -> dict[str, Any]:
    about = {"tenant": form.one("tenant"), "system": form.one("system")}
    return {**about, "settings": settings_of(form), "secrets": secrets_of(form)}


def change_body(form: Form) -> dict[str, Any]:
    """Only the secrets that were entered: the others stay."""
    secrets = secrets_of(form)
    body: dict[str, Any] = {"name": form.one("name"), "settings": settings_of(form)}
    body |= {name: _number(form.one(name)) for name in _LIMITS if form.one(name)}
    return body | ({"secrets": secrets} if secrets else {})


async def create(client: AsyncClient, form: Form) -> tuple[ConnectionView, CheckView]:
    """Stored and checked, so that the connection says how it was when it was made."""
    made = await client.connections.create(new_body(form))
    return made, await client.connections.check(made.id)


def _number(text: str) -> int | str:
    """As it is where it is none: the service says so, at its field."""
    return int(text) if text.isascii() and text.isdecimal() else text
