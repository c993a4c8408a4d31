"""What a folder of `pages` gives to the console."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from psasync_console.web.navigation import NavEntry


@dataclass(frozen=True, slots=True)
class Page:
    """`shots`: addresses of which `make screenshots` takes pictures; `{tenant}`, `{sync}`, `{connection}`, `{execution}`
    stand for those of the demo. The tests open them too, and look for faults.
    """

    router: APIRouter
    nav: tuple[NavEntry, ...] = ()
    shots: tuple[str, ...] = ()
