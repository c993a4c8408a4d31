"""/administration/encryption: the keys that seal the secrets of connections, and their rotation."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from psasync_console.session.guard import Admin, whole_platform
from psasync_console.web.going import go_to
from psasync_console.web.platform import Api
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/administration/encryption", tags=["administration"], dependencies=[Depends(whole_platform)])


@router.get("")
async def encryption(request: Request, _: Admin, api: Api) -> Response:
    keyring = await api.keyring.get()
    template = "administration/encryption_state.html" if wants_fragment(request) else "administration/encryption.html"
    return render(request, template, keyring=keyring)


@router.post("/rotate")
async def rotate(request: Request, _: Admin, api: Api) -> Response:
    await api.keyring.rotate()
    return go_to(request, "/administration/encryption", "The secrets are being sealed anew.")
