"""Structured logs, JSON or console, in which no secret can appear."""

from psasync.kit.logging.redaction import REDACTED, register_secret
from psasync.kit.logging.setup import bind, configure, get_logger

__all__ = ["REDACTED", "bind", "configure", "get_logger", "register_secret"]
