"""The HTTP side of every service."""

from psasync.kit.http.app import create_app
from psasync.kit.http.auth import authenticated, guess_limited, internal_only, requires, still_allowed
from psasync.kit.http.paging import PageOf, decode_cursor, encode_cursor
from psasync.kit.http.principal import Authenticator, Principal
from psasync.kit.http.problems import (
    Problem,
    bad_request,
    conflict,
    forbidden,
    invalid,
    not_found,
    too_large,
    unauthorized,
    unavailable,
)

__all__ = [
    "Authenticator",
    "PageOf",
    "Principal",
    "Problem",
    "authenticated",
    "bad_request",
    "conflict",
    "create_app",
    "decode_cursor",
    "encode_cursor",
    "forbidden",
    "guess_limited",
    "internal_only",
    "invalid",
    "not_found",
    "requires",
    "still_allowed",
    "too_large",
    "unauthorized",
    "unavailable",
]
