"""Files that are made while they are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse


async def download(source: AsyncIterator[bytes], name: str, media_type: str) -> StreamingResponse:
    """Raises what the source raises before its first part; after that a fault cuts the file."""
    first = await anext(source, b"")

    async def parts() -> AsyncIterator[bytes]:
        yield first
        async for part in source:
            yield part

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts(), headers=headers, media_type=media_type)
