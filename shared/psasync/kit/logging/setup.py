"""Wires structlog and the standard library's logging into one stream of lines on stdout."""

import json
import logging
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol
from urllib.parse import unquote, urlsplit

import orjson
import structlog
from pydantic import BaseModel, SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from psasync.kit.logging.flood import FloodFilter
from psasync.kit.logging.redaction import redact, register_secret


class LogSettings(Protocol):
    @property
    def log_format(self) -> Literal["json", "console"]: ...

    @property
    def log_level(self) -> str: ...


def configure(service: str, settings: LogSettings) -> None:
    """Send every log line of this process to stdout, with the service's name and without secrets.

    Secret settings are registered for masking. Calling it again replaces what was configured before.
    """
    if isinstance(settings, BaseModel):
        _register_settings(settings)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_formatter(service, settings.log_format))
    handler.addFilter(FloodFilter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    # INFO of these is one line per message or request; the HTTP application writes its own access log.
    for name in ("faststream", "aiokafka", "httpx", "httpcore", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that may be made at import time: it follows what `configure` says later."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def bind(**ids: str | int | None) -> AbstractContextManager[None]:
    """Add ids (tenant, sync, execution, trace) to every line logged inside, in this task and those it starts."""
    return structlog.contextvars.bound_contextvars(**{name: value for name, value in ids.items() if value is not None})


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(service: str, log_format: Literal["json", "console"]) -> logging.Formatter:
    def add_service(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
        event_dict["service"] = service
        return event_dict

    renderer: Processor = _render_json if log_format == "json" else _console()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            add_service,
            # Before redaction: what an exception says may hold a secret too.
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
    )


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )


def _render_json(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> str:
    try:
        return orjson.dumps(event_dict, option=orjson.OPT_NON_STR_KEYS).decode()
    except (TypeError, ValueError):  # a lone surrogate, an integer beyond 64 bits
        return json.dumps(event_dict, default=str)


def _route_through_stdlib() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _register_settings(settings: BaseModel) -> None:
    values: Mapping[str, Any] = dict(settings)
    for value in values.values():
        if isinstance(value, SecretStr):
            for part in _parts(value.get_secret_value()):
                register_secret(part)


def _parts(secret: str) -> list[str]:
    """An address is a secret for its password only; a keyring for each of its keys."""
    if "://" in secret:
        password = urlsplit(secret).password
        return [password, unquote(password)] if password else []
    return [secret, *(key for _, _, key in (entry.partition(":") for entry in secret.split(",")) if key)]


# At import: before `configure` structlog would print by itself, with the local variables of every traceback.
_route_through_stdlib()
