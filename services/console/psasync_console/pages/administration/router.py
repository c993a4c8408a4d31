"""/administration: keys and people, the audit trail, what is kept, and how secrets are sealed."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from psasync.contracts.vocabulary import Role
from psasync_console.pages.administration import audit, encryption, keys, storage
from psasync_console.session.guard import Admin
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page

router = APIRouter(tags=["administration"])


@router.get("/administration")
async def first(_: Admin) -> Response:
    return RedirectResponse("/administration/keys", 303)


for part in (keys, audit, storage, encryption):
    router.include_router(part.router)

PAGE = Page(
    router,
    nav=(NavEntry("Administration", icon="settings", href="/administration", order=90, role=Role.ADMIN),),
    shots=(
        "/administration/keys",
        "/administration/people",
        "/administration/audit",
        "/administration/storage",
        "/administration/storage/{tenant}",
        "/administration/encryption",
    ),
)
