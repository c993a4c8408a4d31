"""A typed client of PSA Sync, in two flavours: `Client` and `AsyncClient`."""

from psasync_client.addresses import Addresses
from psasync_client.client import AsyncClient, Client
from psasync_client.errors import (
    Conflict,
    ConnectionFailed,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    ProblemError,
    PsaSyncError,
    StillRunning,
    Timeout,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from psasync_client.pages import AsyncPages, Page, Pages
from psasync_client.resumption import Event
from psasync_client.retries import Retries
from psasync_client.streams import AsyncEvents, Events

__all__ = [
    "Addresses",
    "AsyncClient",
    "AsyncEvents",
    "AsyncPages",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Event",
    "Events",
    "FieldError",
    "Forbidden",
    "Invalid",
    "NotFound",
    "Page",
    "Pages",
    "ProblemError",
    "PsaSyncError",
    "Retries",
    "StillRunning",
    "Timeout",
    "TooManyRequests",
    "Unauthorized",
    "Unavailable",
    "UnexpectedAnswer",
]
