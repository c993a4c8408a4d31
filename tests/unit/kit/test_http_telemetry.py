"""No request is described to anybody outside: bodies and errors would go along."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry import trace

from psasync.kit.http import create_app
from psasync.kit.settings import CommonSettings


async def ready() -> dict[str, str]:
    return {}


@pytest.mark.parametrize("provider", [None, object()])
def test_whatever_the_environment_sets_up(monkeypatch: pytest.MonkeyPatch, settings: CommonSettings, provider: Any):
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    app = create_app(service="s", title="S", version="1", settings=settings, routers=(), ready=ready)
    assert not app._native_telemetry.enabled()
    assert not app._telemetry["auto_configure"]
