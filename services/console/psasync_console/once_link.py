"""`python -m psasync_console.once_link`: a link that signs somebody in once, on this machine.

Takes an admin key of the platform on standard input and makes another, which is in the link and nowhere else.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from psasync.kit.clock import RealClock
from psasync.kit.settings import load
from psasync_client import Addresses, Client, PsaSyncError
from psasync_console.session.cookies import Cookies
from psasync_console.session.once import LIFETIME_MINUTES, Ticket
from psasync_console.settings import ConsoleSettings

_NAME = "Signed in by a link"
_TIME_LIMIT_SECONDS = 15


def link(settings: ConsoleSettings, admin_key: str) -> str:
    """Raises `PsaSyncError`."""
    now = RealClock().now()
    addresses = Addresses(
        scheduler=settings.scheduler_url,
        executor=settings.executor_url,
        results=settings.results_url,
        relay=settings.relay_url,
    )
    ends = now + timedelta(hours=settings.console_session_hours)
    with Client(admin_key, addresses, timeout=_TIME_LIMIT_SECONDS) as client:
        made = client.keys.create({"name": _NAME, "role": "admin", "expires_at": ends.isoformat()})
    ticket = Ticket(key=made.key, key_id=made.id, expires_at=now + timedelta(minutes=LIFETIME_MINUTES))
    return f"{settings.console_url}/sign-in/once/{Cookies.of(settings).seal.close(ticket)}"


def main() -> int:
    settings = load(ConsoleSettings)
    if not settings.console_once_links:
        print("error: PSASYNC_CONSOLE_ONCE_LINKS is not set, so the console would take no link", file=sys.stderr)
        return 1
    try:
        print(link(settings, sys.stdin.readline().strip()))
    except PsaSyncError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
