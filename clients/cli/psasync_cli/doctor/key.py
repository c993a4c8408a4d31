"""Is the key good, and what may it do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from psasync_cli.doctor.finding import Finding, failed, info, ok, warning
from psasync_cli.output.words import ago, word
from psasync_client import Client, PsaSyncError, Unauthorized
from psasync_client.models.scheduler import WhoAmI

_SOON = timedelta(days=7)
_SOON_FOR_PEOPLE = timedelta(minutes=30)


def key_findings(client: Client, found: list[WhoAmI]) -> Iterator[Finding]:
    """Puts whose key it is into `found`, if it is good."""
    try:
        me = client.keys.whoami()
    except Unauthorized as error:
        yield failed("key", error.detail or error.title, "psasync login")
        return
    except PsaSyncError as error:
        yield info("key", f"could not be tried: {error}", "The services come first.")
        return
    found.append(me)
    yield expiry_finding(me, datetime.now(UTC))


def expiry_finding(me: WhoAmI, now: datetime) -> Finding:
    """Pure."""
    scope = "one tenant" if me.tenant else "the whole platform"
    text = f"{me.name}: {word(me.role)} of {scope}"
    if me.expires_at is None:
        return ok("key", text)
    soon = _SOON_FOR_PEOPLE if word(me.kind) == "person" else _SOON
    if me.expires_at - now < soon:
        remedy = "psasync login" if word(me.kind) == "person" else f"psasync keys rotate {me.key_id}"
        return warning("key", f"{text}; it ends {ago(me.expires_at, now)}", remedy)
    return ok("key", f"{text}; it ends {ago(me.expires_at, now)}")
