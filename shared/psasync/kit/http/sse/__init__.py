"""Server-sent events that outlive neither their client, their key nor the server."""

from psasync.kit.http.sse.described import stream_of
from psasync.kit.http.sse.event import ServerEvent, heartbeat_comment
from psasync.kit.http.sse.stream import event_stream

__all__ = ["ServerEvent", "event_stream", "heartbeat_comment", "stream_of"]
