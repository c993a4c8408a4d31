"""What a folder of `pages` gives to the console."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from psasync_console.web.navigation import NavEntry


@dataclass(frozen=True, slots=True)
class Page:
    """`shots`: addresses that `make screenshots` takes pictures of, and that tests open to look for faults. In them
    `{tenant}`, `{sync}`, `{connection}`, `{execution}` and `{failed}` stand for those of the demo.
    """

    router: APIRouter
    nav: tuple[NavEntry, ...] = ()
    shots: tuple[str, ...] = ()
