"""Are the services there, are they ready, are the clocks in step."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from psasync_cli.doctor.finding import Finding, failed, info, ok, warning
from psasync_cli.output.words import duration

_LIMIT_SECONDS = 8.0  # a readiness check takes five at most
_DRIFT_SECONDS = 10.0  # what live streams bear between clocks, and a Date header's second does not hide
_WHERE = {
    "kafka": "Is the broker up, and PSASYNC_KAFKA_BOOTSTRAP right? The service comes back by itself.",
    "mongodb": "Is the database up, and PSASYNC_MONGO_URI right? The service comes back by itself.",
    "indexes": "They are built at the start, which takes a while on much data. The service's log has more.",
    "keyring": "A key that sealed stored secrets is missing: put it back into PSASYNC_KEYRING (docs/operations.md).",
    "start": "The service's log says why it does not start.",
}


def service_findings(name: str, address: str) -> Iterator[Finding]:
    """Of one service."""
    try:
        with httpx.Client(timeout=_LIMIT_SECONDS) as http:
            begun = datetime.now(UTC)
            response = http.get(f"{address.rstrip('/')}/readyz")
            ended = datetime.now(UTC)
    except httpx.HTTPError as error:
        yield failed(
            name,
            f"does not answer at {address}: {str(error) or type(error).__name__}",
            "Is it running, and is the address right? psasync profiles show; make status on the machine.",
        )
        return
    checks = _checks(response)
    if checks is None:
        yield failed(name, f"what answers at {address} is no service of PSA Sync", "psasync profiles show")
        return
    yield from readiness_findings(name, address, checks, (ended - begun).total_seconds())
    yield from clock_findings(name, response.headers.get("date"), begun + (ended - begun) / 2)


def readiness_findings(name: str, address: str, checks: dict[str, str], seconds: float) -> Iterator[Finding]:
    """Pure: of what a service says about its parts."""
    broken = {part: state for part, state in checks.items() if state != "ok"}
    if not broken:
        yield ok(name, f"ready at {address}, in {duration(seconds) if seconds >= 0.05 else '50 ms or less'}")
    for part, state in broken.items():
        remedy = _WHERE.get(part, "The service's log has more; it is tried again by itself.")
        yield failed(name, f"{part}: {state}", remedy)


def clock_findings(name: str, date: str | None, now: datetime) -> Iterator[Finding]:
    """Pure: of a Date header. Nothing if the clocks agree."""
    try:
        told = parsedate_to_datetime(date or "")
    except ValueError:
        yield info(f"{name} clock", "it does not tell its time")
        return
    apart = (told - now).total_seconds()
    if abs(apart) > _DRIFT_SECONDS:
        yield warning(
            f"{name} clock",
            f"{duration(abs(apart))} {'ahead of' if apart > 0 else 'behind'} this machine",
            "Set both by NTP: schedules, leases and live streams rely on clocks that agree.",
        )


def _checks(response: httpx.Response) -> dict[str, str] | None:
    try:
        checks = response.json()["checks"]
    except (ValueError, KeyError, TypeError):
        return None
    return checks if isinstance(checks, dict) else None
