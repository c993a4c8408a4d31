"""How long a key may live, who may give what, and which key must stay."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from psasync.contracts.vocabulary import Role
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.errors import FieldError

LONGEST_OVERLAP = timedelta(days=7)
_FOREVER = datetime.max.replace(tzinfo=UTC)


def expiry_errors(expires_at: datetime | None, now: datetime, longest: timedelta | None) -> list[FieldError]:
    if expires_at is None:
        return []
    if expires_at <= now:
        return [FieldError("expires_at", "lies in the past")]
    if longest is not None and expires_at > now + longest:
        return [FieldError("expires_at", f"is too far ahead: keys live for {longest.days} days at most here")]
    return []


def expiry(expires_at: datetime | None, now: datetime, longest: timedelta | None) -> datetime | None:
    """When a new key ends; None for never, where the operator sets no limit."""
    return now + longest if expires_at is None and longest is not None else expires_at


def successors_expiry(key: ApiKey, now: datetime, longest: timedelta | None) -> datetime | None:
    """A successor lives as long as the key it follows was made to live."""
    if key.expires_at is None:
        return expiry(None, now, longest)
    lifetime = key.expires_at - key.created_at
    return now + (lifetime if longest is None else min(lifetime, longest))


def overlap_end(key: ApiKey, now: datetime, overlap: timedelta) -> datetime:
    """When a rotated key ends: after the overlap, never later than it would have anyway."""
    return now + overlap if key.expires_at is None else min(key.expires_at, now + overlap)


def grant_errors(own: Role, wanted: Role) -> list[FieldError]:
    """Nobody gives more than they have."""
    if own.includes(wanted):
        return []
    return [FieldError("role", f"is above your own, {own.value!r}")]


def opens_the_platform(key: ApiKey) -> bool:
    return key.tenant is None and key.role is Role.ADMIN


def must_stay(key: ApiKey, others: Iterable[ApiKey], now: datetime) -> bool:
    """Whether without `key` nobody could administer the platform for as long as with it.

    Looks no further ahead than the longest overlap of a rotation: a rotated key in its last days is no replacement.
    """
    if not opens_the_platform(key) or not key.valid(now):
        return False
    needed = min(_end(key), now + LONGEST_OVERLAP)
    return not any(
        other.id != key.id and opens_the_platform(other) and other.valid(now) and _end(other) >= needed
        for other in others
    )


def _end(key: ApiKey) -> datetime:
    return _FOREVER if key.expires_at is None else key.expires_at
