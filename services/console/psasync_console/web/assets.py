"""/assets: files that never change under their address, compressed beforehand."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from psasync.kit.http import not_found
from psasync_console.assets.served import PREFIX, Assets

_FOREVER = "public, max-age=31536000, immutable"
_NOT_KEPT = "no-cache"

router = APIRouter(prefix=PREFIX, tags=["assets"])


@router.get("/{version}/{name:path}")
async def asset(request: Request, version: str, name: str) -> Response:
    """A page of another version gets the file as it is now, and does not keep it: better than none during a deploy."""
    assets: Assets = request.app.state.assets
    found, same = assets.find(version, name)
    if found is None:
        raise not_found("such file")
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    coding = next((coding for coding in found.encodings if coding in accepted), "")
    headers = {"Cache-Control": _FOREVER if same else _NOT_KEPT, "Vary": "Accept-Encoding"}
    if coding:
        headers["Content-Encoding"] = coding
    return Response(found.encodings[coding], headers=headers, media_type=found.media_type)
